package io.suiro.coordinator.share;

import io.suiro.coordinator.FieldReader;
import io.suiro.coordinator.FieldWriter;
import io.suiro.coordinator.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Share partitions in {@code __share_group_state}, as Kafka stores them. Without a value one is forgotten.
 *
 * <pre>
 * key 0, 1   type int16: 0 a snapshot, 1 a change | groupId string | topicId uuid | partition int32
 * value 0    version int16, 0 | snapshotEpoch int32 | of a snapshot stateEpoch int32 | leaderEpoch int32 | startOffset int64
 *            | of a snapshot createMs int64 | writeMs int64
 *            | [firstOffset int64 | lastOffset int64 | deliveryState int8 | deliveryCount int16]
 *            | tag 0: deliveryCompleteCount int32, left out if it is -1 (KIP-1226)
 * </pre>
 *
 * Keys are in the classic encoding, values in the flexible one. A change counts on top of its snapshot, so that the topic is not
 * compacted. Source: ShareSnapshotKey.json, ShareSnapshotValue.json, ShareUpdateKey.json, ShareUpdateValue.json.
 */
final class ShareRecordCodec implements RecordCodec<ShareRecord> {
    private static final short SNAPSHOT = 0;
    private static final short CHANGE = 1;
    private static final int COMPLETE_COUNT_TAG = 0;
    private static final int NO_COUNT = -1;

    @Override
    public Encoded encode(ShareRecord record) {
        return switch (record) {
            case ShareRecord.Stored(ShareKey key, ShareState state) -> new Encoded(key(SNAPSHOT, key), value(state));
            case ShareRecord.Changed changed -> new Encoded(key(CHANGE, changed.key()), value(changed));
            case ShareRecord.Forgotten(ShareKey key) -> new Encoded(key(SNAPSHOT, key), null);
        };
    }

    private static ByteBuffer key(short type, ShareKey key) {
        return new FieldWriter()
                .int16(type)
                .string(key.groupId())
                .int64(key.topicId().getMostSignificantBits())
                .int64(key.topicId().getLeastSignificantBits())
                .int32(key.partition())
                .toBuffer();
    }

    private static ByteBuffer value(ShareState state) {
        FieldWriter writer = new FieldWriter()
                .int16(0)
                .int32(state.snapshotEpoch())
                .int32(state.stateEpoch())
                .int32(state.leaderEpoch())
                .int64(state.startOffset())
                .int64(state.createMs())
                .int64(state.writeMs());
        return end(writer, state.batches(), state.deliveryCompleteCount());
    }

    private static ByteBuffer value(ShareRecord.Changed changed) {
        FieldWriter writer = new FieldWriter()
                .int16(0)
                .int32(changed.snapshotEpoch())
                .int32(changed.leaderEpoch())
                .int64(changed.startOffset());
        return end(writer, changed.batches(), changed.deliveryCompleteCount());
    }

    private static ByteBuffer end(FieldWriter writer, List<StateBatch> batches, int completeCount) {
        writer.unsignedVarint(batches.size() + 1);
        for (StateBatch batch : batches) {
            writer.int64(batch.firstOffset())
                    .int64(batch.lastOffset())
                    .int8(batch.deliveryState())
                    .int16(batch.deliveryCount())
                    .unsignedVarint(0);
        }
        if (completeCount == NO_COUNT) {
            return writer.unsignedVarint(0).toBuffer();
        }
        return writer.unsignedVarint(1)
                .unsignedVarint(COMPLETE_COUNT_TAG)
                .unsignedVarint(Integer.BYTES)
                .int32(completeCount)
                .toBuffer();
    }

    @Override
    public @Nullable ShareRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        short type = key.getShort();
        if (type != SNAPSHOT && type != CHANGE) {
            return null;
        }
        FieldReader keys = new FieldReader(key, false);
        ShareKey share = new ShareKey(keys.string(), new Uuid(keys.int64(), keys.int64()), keys.int32());
        if (value == null) {
            return new ShareRecord.Forgotten(share);
        }
        short version = value.getShort();
        if (version != 0) {
            throw new IllegalArgumentException("state of a share partition of version " + version);
        }
        FieldReader fields = new FieldReader(value, true);
        return type == SNAPSHOT ? stored(share, fields) : changed(share, fields);
    }

    private static ShareRecord stored(ShareKey key, FieldReader fields) {
        int snapshotEpoch = fields.int32();
        int stateEpoch = fields.int32();
        int leaderEpoch = fields.int32();
        long startOffset = fields.int64();
        long createMs = fields.int64();
        long writeMs = fields.int64();
        List<StateBatch> batches = batches(fields);
        return new ShareRecord.Stored(
                key,
                new ShareState(
                        snapshotEpoch,
                        stateEpoch,
                        leaderEpoch,
                        startOffset,
                        completeCount(fields),
                        createMs,
                        writeMs,
                        batches));
    }

    private static ShareRecord changed(ShareKey key, FieldReader fields) {
        int snapshotEpoch = fields.int32();
        int leaderEpoch = fields.int32();
        long startOffset = fields.int64();
        List<StateBatch> batches = batches(fields);
        return new ShareRecord.Changed(key, snapshotEpoch, leaderEpoch, startOffset, completeCount(fields), batches);
    }

    private static List<StateBatch> batches(FieldReader fields) {
        List<StateBatch> batches = new ArrayList<>();
        for (int left = fields.arrayLength(); left > 0; left--) {
            batches.add(new StateBatch(fields.int64(), fields.int64(), (byte) fields.int8(), (short) fields.int16()));
            var _ = fields.tags();
        }
        return batches;
    }

    private static int completeCount(FieldReader fields) {
        ByteBuffer tag = fields.tags().get(COMPLETE_COUNT_TAG);
        return tag == null ? NO_COUNT : tag.getInt();
    }
}
