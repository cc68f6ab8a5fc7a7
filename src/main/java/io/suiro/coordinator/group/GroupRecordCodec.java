package io.suiro.coordinator.group;

import io.suiro.coordinator.RecordCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The records of {@code __consumer_offsets}: the version at the beginning of a key tells what it is a key of. Those of
 * other group types (KIP-848, KIP-932) are not known.
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
        };
    }

    @Override
    public @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        int version = key.getShort();
        if (version == 0 || version == OffsetCommitCodec.KEY_VERSION) {
            return OffsetCommitCodec.decode(key, value);
        }
        return version == GroupMetadataCodec.KEY_VERSION ? GroupMetadataCodec.decode(key, value) : null;
    }
}
