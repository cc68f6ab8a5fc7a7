package io.suiro.coordinator.group;

import io.suiro.coordinator.FieldReader;
import io.suiro.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A committed offset in {@code __consumer_offsets}, as Kafka stores it. Without a value the offset is deleted.
 *
 * <pre>
 * key 0, 1   version int16 | group string | topic string | partition int32
 * value 0    version int16 | offset int64 | metadata string | commitTimestamp int64
 * value 1    ... | expireTimestamp int64
 * value 2    as 0
 * value 3    version int16 | offset int64 | leaderEpoch int32 | metadata string | commitTimestamp int64
 * value 4    as 3, flexible | tagged fields: 0 topicId uuid
 * </pre>
 *
 * Written are key 1 and value 3; value 1 if the offset has an expiry of its own (such commits have no leader epoch),
 * value 4 if the topic's id is known. Timestamps are milliseconds since the epoch. Source: OffsetCommitKey.json,
 * OffsetCommitValue.json.
 */
final class OffsetCommitCodec {
    static final int KEY_VERSION = 1;
    private static final int FLEXIBLE_FROM = 4;
    private static final int TOPIC_ID_TAG = 0;

    private OffsetCommitCodec() {}

    static ByteBuffer key(String groupId, TopicPartition partition) {
        return new FieldWriter()
                .int16(KEY_VERSION)
                .string(groupId)
                .string(partition.topic())
                .int32(partition.partition())
                .toBuffer();
    }

    static ByteBuffer value(CommittedOffset offset) {
        FieldWriter writer = new FieldWriter();
        if (offset.expireTimestampMs() >= 0) {
            writer.int16(1)
                    .int64(offset.offset())
                    .string(offset.metadata())
                    .int64(offset.commitTimestampMs())
                    .int64(offset.expireTimestampMs());
        } else if (offset.topicId().equals(Uuid.ZERO_UUID)) {
            writer.int16(3)
                    .int64(offset.offset())
                    .int32(offset.leaderEpoch())
                    .string(offset.metadata())
                    .int64(offset.commitTimestampMs());
        } else {
            writer.int16(FLEXIBLE_FROM)
                    .int64(offset.offset())
                    .int32(offset.leaderEpoch())
                    .compactString(offset.metadata())
                    .int64(offset.commitTimestampMs())
                    .int8(1)
                    .int8(TOPIC_ID_TAG)
                    .int8(2 * Long.BYTES)
                    .int64(offset.topicId().getMostSignificantBits())
                    .int64(offset.topicId().getLeastSignificantBits());
        }
        return writer.toBuffer();
    }

    /** The key's version is read already. */
    static GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        FieldReader reader = new FieldReader(key, false);
        String groupId = reader.string();
        TopicPartition partition = new TopicPartition(reader.string(), reader.int32());
        return value == null
                ? new GroupRecord.OffsetDeleted(groupId, partition)
                : new GroupRecord.OffsetStored(groupId, partition, offset(value));
    }

    private static CommittedOffset offset(ByteBuffer value) {
        int version = value.getShort();
        if (version < 0 || version > FLEXIBLE_FROM) {
            throw new IllegalArgumentException("offset commit value of version " + version);
        }
        FieldReader reader = new FieldReader(value, version >= FLEXIBLE_FROM);
        long offset = reader.int64();
        int leaderEpoch = version >= 3 ? reader.int32() : -1;
        String metadata = reader.string();
        long commitTimestampMs = reader.int64();
        long expireTimestampMs = version == 1 ? reader.int64() : -1;
        ByteBuffer topicId = reader.tags().get(TOPIC_ID_TAG);
        return new CommittedOffset(
                offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs, topicId(topicId));
    }

    private static Uuid topicId(@Nullable ByteBuffer bytes) {
        return bytes == null ? Uuid.ZERO_UUID : new Uuid(bytes.getLong(), bytes.getLong());
    }
}
