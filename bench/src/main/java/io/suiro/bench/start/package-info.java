/** Measures what the broker in an application's process adds to its start. */
@NullMarked
package io.suiro.bench.start;

import org.jspecify.annotations.NullMarked;
