package io.suiro.bench.channel;

import java.util.Locale;

/** What is measured of a connector. */
enum Figure {
    SEND("emitter to acknowledgement, records/s", "%,.0f"),
    SEND_PER_CORE("… for each core", "%,.0f"),
    SINGLE("log to `@Incoming byte[]`, records/s", "%,.0f"),
    SINGLE_PER_CORE("… for each core", "%,.0f"),
    BATCH("log to `@Incoming List<byte[]>`, records/s", "%,.0f"),
    BATCH_PER_CORE("… for each core", "%,.0f"),
    ACKNOWLEDGED_P50("emitter to acknowledgement, p50 ms", "%.3f"),
    ACKNOWLEDGED_P99("… p99 ms", "%.3f"),
    RECEIVED_P50("emitter to `@Incoming`, p50 ms", "%.3f"),
    RECEIVED_P99("… p99 ms", "%.3f"),
    FIRST_RECORD_NEW("start of the embedded broker to its first acknowledged record, ms", "%.0f"),
    FIRST_RECORD_AGAIN("… once more in the same JVM, ms", "%.0f"),
    RESET_P50("reset of three topics and a consumer, p50 ms", "%.1f"),
    RESET_P99("… p99 ms", "%.1f");

    private final String words;
    private final String format;

    Figure(String words, String format) {
        this.words = words;
        this.format = format;
    }

    String words() {
        return words;
    }

    String text(double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
