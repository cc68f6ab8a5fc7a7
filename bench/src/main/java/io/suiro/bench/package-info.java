/** JMH benchmarks of the hot paths. */
@NullMarked
package io.suiro.bench;

import org.jspecify.annotations.NullMarked;
