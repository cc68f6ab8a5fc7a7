/** How long groups of consumers take until everybody has a share: Kafka's own consumers, in this process and in others that are killed. */
@NullMarked
package io.suiro.bench.group;

import org.jspecify.annotations.NullMarked;
