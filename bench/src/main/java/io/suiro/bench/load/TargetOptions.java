package io.suiro.bench.load;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which brokers, and how long; shared by the commands that put load on a running cluster. */
final class TargetOptions {
    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(names = "--topic", paramLabel = "NAME", defaultValue = "load", description = "(${DEFAULT-VALUE})")
    String topic = "";

    @Mixin
    private final CpuOption watched = new CpuOption();

    @Option(
            names = "--warmup-seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "before anything is counted (${DEFAULT-VALUE})")
    int warmupSeconds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "counted (${DEFAULT-VALUE})")
    int seconds;

    String bootstrap() {
        return cluster.bootstrap();
    }

    Cluster connect() throws IOException {
        return cluster.connect();
    }

    Timing timing() {
        return Timing.ofSeconds(warmupSeconds, seconds);
    }

    BrokerCpu cpu() {
        return watched.cpu();
    }
}
