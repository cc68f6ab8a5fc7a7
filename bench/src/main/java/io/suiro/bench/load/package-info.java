/**
 * The load generator: ready-made requests over plain sockets, so that on two cores the broker and not its client is
 * what is measured. Speaks versions of the protocol that Apache Kafka serves as well (from 2.8 on), so that the same
 * command measures either.
 */
@NullMarked
package io.suiro.bench.load;

import org.jspecify.annotations.NullMarked;
