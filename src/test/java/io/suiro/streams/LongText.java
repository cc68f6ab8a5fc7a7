package io.suiro.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Counts as text, so that what a topology writes reads as what it was sent. */
final class LongText {
    static final Serde<Long> SERDE = Serdes.serdeFrom(
            (topic, number) -> number == null ? null : number.toString().getBytes(UTF_8),
            (topic, bytes) -> bytes == null ? null : Long.valueOf(new String(bytes, UTF_8)));

    private LongText() {}
}
