package io.suiro.cluster;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;

/** A topic; the index in {@code partitions} is the partition's number. */
public record TopicImage(String name, Uuid id, TreePVector<PartitionImage> partitions) {

    /** Null if it has no partition of that number. */
    public @Nullable PartitionImage partition(int number) {
        return number >= 0 && number < partitions.size() ? partitions.get(number) : null;
    }

    TopicImage with(int number, PartitionImage partition) {
        return new TopicImage(name, id, partitions.minus(number).plus(number, partition));
    }
}
