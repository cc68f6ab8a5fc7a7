/** How many records a share group reads: Kafka's own share consumers, in this process. */
@NullMarked
package io.suiro.bench.share;

import org.jspecify.annotations.NullMarked;
