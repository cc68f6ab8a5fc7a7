@NullMarked
package io.suiro.channel;

import org.jspecify.annotations.NullMarked;
