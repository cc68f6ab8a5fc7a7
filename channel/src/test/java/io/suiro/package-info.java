@NullMarked
package io.suiro;

import org.jspecify.annotations.NullMarked;
