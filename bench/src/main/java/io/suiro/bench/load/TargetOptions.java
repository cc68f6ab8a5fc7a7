package io.suiro.bench.load;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which brokers, and how long; shared by the commands that put load on a running cluster. */
final class TargetOptions {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "bootstrap servers, separated by commas (${DEFAULT-VALUE})")
    String bootstrap = "";

    @Option(names = "--topic", paramLabel = "NAME", defaultValue = "load", description = "(${DEFAULT-VALUE})")
    String topic = "";

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "a broker's process on this machine: its processor time is reported; repeatable")
    List<Long> pids = new ArrayList<>();

    @Option(
            names = "--warmup-seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "before anything is counted (${DEFAULT-VALUE})")
    int warmupSeconds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "counted (${DEFAULT-VALUE})")
    int seconds;

    Timing timing() {
        return Timing.ofSeconds(warmupSeconds, seconds);
    }

    BrokerCpu cpu() {
        return new BrokerCpu(pids);
    }
}
