package io.suiro.coordinator.group;

import io.suiro.coordinator.RecordCodec;
import io.suiro.coordinator.group.consumer.ConsumerGroupCodec;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.share.ShareGroupCodec;
import io.suiro.coordinator.group.share.ShareGroupRecord;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The records of {@code __consumer_offsets}: the version at the beginning of a key tells what it is a key of. Those of
 * streams groups (KIP-1071) are not known.
 */
final class GroupRecordCodec implements RecordCodec<GroupRecord> {
    @Override
    public Encoded encode(GroupRecord record) {
        return switch (record) {
            case GroupRecord.OffsetStored stored ->
                new Encoded(
                        OffsetCommitCodec.key(stored.groupId(), stored.partition()),
                        OffsetCommitCodec.value(stored.offset()));
            case GroupRecord.OffsetDeleted deleted ->
                new Encoded(OffsetCommitCodec.key(deleted.groupId(), deleted.partition()), null);
            case GroupRecord.GroupStored stored ->
                new Encoded(GroupMetadataCodec.key(stored.groupId()), GroupMetadataCodec.value(stored.group()));
            case GroupRecord.GroupDeleted deleted -> new Encoded(GroupMetadataCodec.key(deleted.groupId()), null);
            case GroupRecord.OfConsumers consumers -> ConsumerGroupCodec.encode(consumers.record());
            case GroupRecord.OfShares shares -> ShareGroupCodec.encode(shares.record());
        };
    }

    @Override
    public @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        short version = key.getShort();
        if (version == 0 || version == OffsetCommitCodec.KEY_VERSION) {
            return OffsetCommitCodec.decode(key, value);
        }
        if (version == GroupMetadataCodec.KEY_VERSION) {
            return GroupMetadataCodec.decode(key, value);
        }
        ConsumerGroupRecord record = ConsumerGroupCodec.decode(version, key, value);
        if (record != null) {
            return new GroupRecord.OfConsumers(record);
        }
        ShareGroupRecord ofShares = ShareGroupCodec.decode(version, key, value);
        return ofShares == null ? null : new GroupRecord.OfShares(ofShares);
    }
}
