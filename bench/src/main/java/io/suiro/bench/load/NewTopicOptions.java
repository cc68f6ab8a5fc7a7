package io.suiro.bench.load;

import picocli.CommandLine.Option;

/** For commands that create their topic if it is not there. */
final class NewTopicOptions {
    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "of the topic, if it is created (${DEFAULT-VALUE})")
    int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "of each partition, likewise (${DEFAULT-VALUE})")
    int replicas;
}
