package io.suiro.coordinator.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.coordinator.RecordCodec.Encoded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue.PartitionsSchema;
import org.junit.jupiter.api.Test;

/** Apache Kafka's own classes read what is written here, and the other way round. */
class TransactionRecordCodecTest {
    private static final Transaction TRANSACTION = new Transaction(
            7,
            5,
            9,
            (short) 3,
            (short) -1,
            60_000,
            TransactionState.PREPARE_ABORT,
            Set.of(new TopicPartition("a", 0), new TopicPartition("a", 2), new TopicPartition("b", 1)),
            100,
            200,
            2);

    private final TransactionRecordCodec codec = new TransactionRecordCodec();

    @Test
    void kafkaReadsWhatIsWritten() {
        Encoded encoded = codec.encode(new TransactionRecord.Stored("app", TRANSACTION));
        ByteBuffer key = encoded.key();
        assertThat(key.getShort()).isZero();
        assertThat(new TransactionLogKey(new ByteBufferAccessor(key), (short) 0).transactionalId())
                .isEqualTo("app");
        ByteBuffer bytes = Objects.requireNonNull(encoded.value());
        short version = bytes.getShort();
        assertThat(new TransactionLogValue(new ByteBufferAccessor(bytes), version))
                .isEqualTo(kafkas());
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private static TransactionLogValue kafkas() {
        return new TransactionLogValue()
                .setProducerId(7)
                .setPreviousProducerId(5)
                .setNextProducerId(9)
                .setProducerEpoch((short) 3)
                .setTransactionTimeoutMs(60_000)
                .setTransactionStatus((byte) 3)
                .setTransactionPartitions(List.of(
                        new PartitionsSchema().setTopic("a").setPartitionIds(List.of(0, 2)),
                        new PartitionsSchema().setTopic("b").setPartitionIds(List.of(1))))
                .setTransactionLastUpdateTimestampMs(200)
                .setTransactionStartTimestampMs(100)
                .setClientTransactionVersion((short) 2);
    }

    @Test
    void whatKafkaWritesIsRead() {
        assertThat(codec.decode(
                        MessageUtil.toVersionPrefixedByteBuffer(
                                (short) 0, new TransactionLogKey().setTransactionalId("app")),
                        MessageUtil.toVersionPrefixedByteBuffer((short) 1, kafkas())))
                .isEqualTo(new TransactionRecord.Stored("app", TRANSACTION));
        TransactionLogValue old = kafkas().setPreviousProducerId(-1)
                .setNextProducerId(-1)
                .setClientTransactionVersion((short) 0)
                .setTransactionStatus((byte) 0)
                .setTransactionPartitions(null);
        Transaction empty = new Transaction(
                7, -1, -1, (short) 3, (short) -1, 60_000, TransactionState.EMPTY, Set.of(), 100, 200, 0);
        for (short version = 0; version <= 1; version++) {
            assertThat(codec.decode(
                            MessageUtil.toVersionPrefixedByteBuffer(
                                    (short) 0, new TransactionLogKey().setTransactionalId("app")),
                            MessageUtil.toVersionPrefixedByteBuffer(version, old)))
                    .isEqualTo(new TransactionRecord.Stored("app", empty));
        }
    }

    @Test
    void everyStateComesBackAsItWas() {
        for (TransactionState state : TransactionState.values()) {
            Transaction transaction = new Transaction(1, -1, -1, (short) 0, (short) -1, 5, state, Set.of(), -1, 2, 0);
            Encoded encoded = codec.encode(new TransactionRecord.Stored("app", transaction));
            assertThat(codec.decode(encoded.key(), encoded.value()))
                    .isEqualTo(new TransactionRecord.Stored("app", transaction));
        }
        Encoded forgotten = codec.encode(new TransactionRecord.Forgotten("app"));
        assertThat(codec.decode(forgotten.key(), forgotten.value())).isEqualTo(new TransactionRecord.Forgotten("app"));
    }

    @Test
    void aValueOfALaterVersionIsNotGuessedAt() {
        ByteBuffer key = codec.encode(new TransactionRecord.Forgotten("app")).key();
        ByteBuffer value = ByteBuffer.allocate(40).putShort(0, (short) 2);
        assertThatThrownBy(() -> codec.decode(key, value)).isInstanceOf(IllegalArgumentException.class);
        assertThat(codec.decode(ByteBuffer.allocate(20).putShort(0, (short) 1), null))
                .isNull();
    }
}
