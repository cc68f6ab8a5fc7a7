package io.suiro.coordinator.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.RecordCodec.Encoded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.share.generated.ShareSnapshotKey;
import org.apache.kafka.coordinator.share.generated.ShareSnapshotValue;
import org.apache.kafka.coordinator.share.generated.ShareUpdateKey;
import org.apache.kafka.coordinator.share.generated.ShareUpdateValue;
import org.junit.jupiter.api.Test;

/** Kafka's own classes judge what is stored. */
class ShareRecordCodecTest {
    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final ShareKey KEY = new ShareKey("g", TOPIC, 3);
    private static final List<StateBatch> BATCHES = List.of(
            new StateBatch(7, 9, StateBatch.ACKNOWLEDGED, (short) 1),
            new StateBatch(12, 12, StateBatch.AVAILABLE, (short) 2));
    private static final ShareRecord STORED =
            new ShareRecord.Stored(KEY, new ShareState(4, 5, 6, 7, 3, 1_000, 2_000, BATCHES));
    private static final ShareRecord CHANGED = new ShareRecord.Changed(KEY, 4, 6, 7, 3, BATCHES);

    private final ShareRecordCodec codec = new ShareRecordCodec();

    @Test
    void whatIsWrittenIsReadAgain() {
        List<ShareRecord> records = List.of(
                STORED,
                CHANGED,
                new ShareRecord.Forgotten(KEY),
                new ShareRecord.Changed(KEY, 4, 6, -1, -1, List.of()),
                new ShareRecord.Stored(KEY, new ShareState(0, 0, 0, -1, -1, 0, 0, List.of())));
        assertThat(records).allSatisfy(record -> {
            Encoded encoded = codec.encode(record);
            assertThat(codec.decode(encoded.key(), encoded.value())).isEqualTo(record);
        });
    }

    @Test
    void kafkaReadsWhatIsWritten() {
        Encoded stored = codec.encode(STORED);
        ByteBuffer storedKey = stored.key();
        assertThat(storedKey.getShort()).isEqualTo((short) 0);
        assertThat(new ShareSnapshotKey(new ByteBufferAccessor(storedKey), (short) 0))
                .isEqualTo(
                        new ShareSnapshotKey().setGroupId("g").setTopicId(TOPIC).setPartition(3));
        ByteBuffer snapshot = Objects.requireNonNull(stored.value());
        assertThat(new ShareSnapshotValue(new ByteBufferAccessor(snapshot), snapshot.getShort()))
                .isEqualTo(snapshotOfKafka());

        Encoded changed = codec.encode(CHANGED);
        ByteBuffer changedKey = changed.key();
        assertThat(changedKey.getShort()).isEqualTo((short) 1);
        assertThat(new ShareUpdateKey(new ByteBufferAccessor(changedKey), (short) 0))
                .isEqualTo(
                        new ShareUpdateKey().setGroupId("g").setTopicId(TOPIC).setPartition(3));
        ByteBuffer update = Objects.requireNonNull(changed.value());
        assertThat(new ShareUpdateValue(new ByteBufferAccessor(update), update.getShort()))
                .isEqualTo(new ShareUpdateValue()
                        .setSnapshotEpoch(4)
                        .setLeaderEpoch(6)
                        .setStartOffset(7)
                        .setDeliveryCompleteCount(3)
                        .setStateBatches(List.of(
                                new ShareUpdateValue.StateBatch()
                                        .setFirstOffset(7)
                                        .setLastOffset(9)
                                        .setDeliveryState((byte) 2)
                                        .setDeliveryCount((short) 1),
                                new ShareUpdateValue.StateBatch()
                                        .setFirstOffset(12)
                                        .setLastOffset(12)
                                        .setDeliveryState((byte) 0)
                                        .setDeliveryCount((short) 2))));
    }

    @Test
    void whatKafkaWritesIsRead() {
        ByteBuffer key = codec.encode(STORED).key();
        ByteBuffer value = MessageUtil.toVersionPrefixedByteBuffer((short) 0, snapshotOfKafka());
        assertThat(codec.decode(key, value)).isEqualTo(STORED);
    }

    private static ShareSnapshotValue snapshotOfKafka() {
        return new ShareSnapshotValue()
                .setSnapshotEpoch(4)
                .setStateEpoch(5)
                .setLeaderEpoch(6)
                .setStartOffset(7)
                .setDeliveryCompleteCount(3)
                .setCreateTimestamp(1_000)
                .setWriteTimestamp(2_000)
                .setStateBatches(List.of(
                        new ShareSnapshotValue.StateBatch()
                                .setFirstOffset(7)
                                .setLastOffset(9)
                                .setDeliveryState((byte) 2)
                                .setDeliveryCount((short) 1),
                        new ShareSnapshotValue.StateBatch()
                                .setFirstOffset(12)
                                .setLastOffset(12)
                                .setDeliveryState((byte) 0)
                                .setDeliveryCount((short) 2)));
    }
}
