package io.suiro.bench.channel;

import java.util.List;
import picocli.CommandLine.Option;

/** What an application's channels are put to. */
public final class ChannelLoad {
    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "sent, and received, in each pass (${DEFAULT-VALUE})")
    private int records;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "3",
            description = "by one application, one after the other; the last is measured (${DEFAULT-VALUE})")
    private int passes;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "100",
            description = "of each record, at least 8 (${DEFAULT-VALUE})")
    private int payloadBytes;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "records/s while latency is measured (${DEFAULT-VALUE})")
    private int perSecond;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "that latency is measured for (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warmup-seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "of the same load before, which are not counted (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    /** To say the same in another process. */
    List<String> options() {
        return List.of(
                "--records=" + records,
                "--passes=" + passes,
                "--payload=" + payloadBytes,
                "--rate=" + perSecond,
                "--seconds=" + seconds,
                "--warmup-seconds=" + warmUpSeconds);
    }

    int records() {
        return records;
    }

    int passes() {
        return passes;
    }

    int payloadBytes() {
        return payloadBytes;
    }

    int perSecond() {
        return perSecond;
    }

    int seconds() {
        return seconds;
    }

    int warmUpSeconds() {
        return warmUpSeconds;
    }
}
