@NullMarked
package io.suiro.client;

import org.jspecify.annotations.NullMarked;
