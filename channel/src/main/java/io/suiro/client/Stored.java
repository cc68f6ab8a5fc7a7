package io.suiro.client;

import org.apache.kafka.common.TopicPartition;

/** Where a record that was acknowledged is; the time is the record's own, or that of the append where the topic says so. */
public record Stored(TopicPartition topicPartition, long offset, long timestampMs) {}
