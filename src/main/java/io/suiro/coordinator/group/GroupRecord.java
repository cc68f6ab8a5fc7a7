package io.suiro.coordinator.group;

import org.apache.kafka.common.TopicPartition;

/** A record of {@code __consumer_offsets} that concerns classic groups; the last two are tombstones. */
sealed interface GroupRecord {
    String groupId();

    record OffsetStored(String groupId, TopicPartition partition, CommittedOffset offset) implements GroupRecord {}

    record GroupStored(String groupId, StoredGroup group) implements GroupRecord {}

    record OffsetDeleted(String groupId, TopicPartition partition) implements GroupRecord {}

    record GroupDeleted(String groupId) implements GroupRecord {}
}
