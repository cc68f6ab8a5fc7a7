/** The first records of partitions, on a disk that others use too. */
@NullMarked
package io.suiro.bench.first;

import org.jspecify.annotations.NullMarked;
