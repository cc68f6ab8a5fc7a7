/** Writes at a steady rate while brokers are restarted one after the other. */
@NullMarked
package io.suiro.bench.rolling;

import org.jspecify.annotations.NullMarked;
