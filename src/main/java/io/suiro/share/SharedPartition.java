package io.suiro.share;

import org.apache.kafka.common.Uuid;

/** A partition, as requests of share groups name it. */
public record SharedPartition(Uuid topicId, int partition) {}
