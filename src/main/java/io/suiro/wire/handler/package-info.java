/** One file per Kafka API. */
@NullMarked
package io.suiro.wire.handler;

import org.jspecify.annotations.NullMarked;
