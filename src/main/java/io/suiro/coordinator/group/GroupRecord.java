package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.consumer.ConsumerTombstones;
import io.suiro.coordinator.group.share.ShareGroupRecord;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A record of {@code __consumer_offsets}. */
sealed interface GroupRecord {
    String groupId();

    record OffsetStored(String groupId, TopicPartition partition, CommittedOffset offset) implements GroupRecord {}

    record GroupStored(String groupId, StoredGroup group) implements GroupRecord {}

    /** A tombstone. */
    record OffsetDeleted(String groupId, TopicPartition partition) implements GroupRecord {}

    /** A tombstone. */
    record GroupDeleted(String groupId) implements GroupRecord {}

    /** One that concerns a group of the new protocol (KIP-848). */
    record OfConsumers(ConsumerGroupRecord record) implements GroupRecord {
        @Override
        public String groupId() {
            return record.groupId();
        }
    }

    /** One that concerns a share group (KIP-932). */
    record OfShares(ShareGroupRecord record) implements GroupRecord {
        @Override
        public String groupId() {
            return record.groupId();
        }
    }

    static List<GroupRecord> ofConsumers(List<ConsumerGroupRecord> records) {
        return records.stream().<GroupRecord>map(OfConsumers::new).toList();
    }

    static List<GroupRecord> ofShares(List<ShareGroupRecord> records) {
        return records.stream().<GroupRecord>map(OfShares::new).toList();
    }

    /** All that deletes a consumer group, but for its offsets. */
    static List<GroupRecord> tombstones(ConsumerGroup group) {
        return ofConsumers(ConsumerTombstones.of(group));
    }
}
