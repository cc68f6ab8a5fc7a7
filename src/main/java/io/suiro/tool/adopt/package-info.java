/** {@code ./suiro adopt}: takes over the data directory of a stopped Apache Kafka broker, where it is. */
@NullMarked
package io.suiro.tool.adopt;

import org.jspecify.annotations.NullMarked;
