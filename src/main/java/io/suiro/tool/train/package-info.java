/** The load under which the broker's JVM records what its cache is made from. Alone in main scope it is a client of Kafka. */
@NullMarked
package io.suiro.tool.train;

import org.jspecify.annotations.NullMarked;
