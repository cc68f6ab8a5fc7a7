package io.suiro.cluster;

import org.apache.kafka.common.Uuid;
import org.pcollections.TreePVector;

/** A topic; the index in {@code partitions} is the partition's number. */
public record TopicImage(String name, Uuid id, TreePVector<PartitionImage> partitions) {}
