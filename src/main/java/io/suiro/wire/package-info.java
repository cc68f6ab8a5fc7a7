/** The Kafka door: Netty server, frames, connections, request dispatch and response order. */
@NullMarked
package io.suiro.wire;

import org.jspecify.annotations.NullMarked;
