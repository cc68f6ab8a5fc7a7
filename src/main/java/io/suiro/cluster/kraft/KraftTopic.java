package io.suiro.cluster.kraft;

import java.util.List;
import org.apache.kafka.common.Uuid;

/** A topic in Kafka; the index in {@code partitions} is the partition's number. */
public record KraftTopic(String name, Uuid id, List<KraftPartition> partitions) {
    public KraftTopic {
        partitions = List.copyOf(partitions);
    }
}
