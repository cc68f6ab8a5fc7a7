package io.suiro.bench.load;

import picocli.CommandLine.Option;

/** Of a producer at a fixed rate. */
final class TailOptions {
    @Option(names = "--rate", defaultValue = "2000", description = "records per second (${DEFAULT-VALUE})")
    int rate;

    @Option(names = "--record-size", defaultValue = "1000", description = "bytes of a value (${DEFAULT-VALUE})")
    int recordSize;

    TailLoad load(Topic topic) {
        return new TailLoad(topic, rate, recordSize);
    }
}
