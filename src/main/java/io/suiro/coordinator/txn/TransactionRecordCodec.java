package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_EPOCH;
import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_ID;

import io.suiro.coordinator.FieldReader;
import io.suiro.coordinator.FieldWriter;
import io.suiro.coordinator.RecordCodec;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A transactional id in {@code __transaction_state}, as Kafka stores it. Without a value it is forgotten.
 *
 * <pre>
 * key 0      version int16 | transactionalId string
 * value 0    version int16 | producerId int64 | producerEpoch int16 | timeoutMs int32 | state int8
 *            | partitions [topic string, [int32]], null for none | updateMs int64 | startMs int64
 * value 1    as 0, flexible | tagged fields: 0 previousProducerId int64 | 1 nextProducerId int64
 *            | 2 clientTransactionVersion int16 | 3 nextProducerEpoch int16 (two-phase commit, not looked at)
 * </pre>
 *
 * Written is value 1. Timestamps are milliseconds since the epoch, -1 for none. Source: TransactionLogKey.json,
 * TransactionLogValue.json.
 */
final class TransactionRecordCodec implements RecordCodec<TransactionRecord> {
    private static final short KEY_VERSION = 0;
    private static final short FLEXIBLE_FROM = 1;
    private static final int PREVIOUS_PRODUCER_ID = 0;
    private static final int NEXT_PRODUCER_ID = 1;
    private static final int CLIENT_VERSION = 2;

    @Override
    public Encoded encode(TransactionRecord record) {
        return switch (record) {
            case TransactionRecord.Stored(String id, Transaction transaction) ->
                new Encoded(key(id), value(transaction));
            case TransactionRecord.Forgotten(String id) -> new Encoded(key(id), null);
        };
    }

    private static ByteBuffer key(String transactionalId) {
        return new FieldWriter().int16(KEY_VERSION).string(transactionalId).toBuffer();
    }

    private static ByteBuffer value(Transaction transaction) {
        FieldWriter writer = new FieldWriter()
                .int16(FLEXIBLE_FROM)
                .int64(transaction.producerId())
                .int16(transaction.producerEpoch())
                .int32(transaction.timeoutMs())
                .int8(transaction.state().id());
        partitions(transaction, writer);
        return tags(transaction, writer.int64(transaction.updateMs()).int64(transaction.startMs()))
                .toBuffer();
    }

    /** Kafka expects null, not an empty array, where a transaction has none by its state. */
    private static void partitions(Transaction transaction, FieldWriter writer) {
        if (transaction.state() == TransactionState.EMPTY) {
            writer.unsignedVarint(0);
            return;
        }
        Map<String, List<Integer>> byTopic = transaction.partitions().stream()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        TreeMap::new,
                        Collectors.mapping(TopicPartition::partition, Collectors.toList())));
        writer.unsignedVarint(byTopic.size() + 1);
        byTopic.forEach((topic, partitions) -> {
            writer.compactString(topic).unsignedVarint(partitions.size() + 1);
            partitions.stream().sorted().forEach(writer::int32);
            writer.unsignedVarint(0);
        });
    }

    private static FieldWriter tags(Transaction transaction, FieldWriter writer) {
        boolean previous = transaction.previousProducerId() != NO_ID;
        boolean next = transaction.nextProducerId() != NO_ID;
        boolean version = transaction.version() != 0;
        writer.unsignedVarint((previous ? 1 : 0) + (next ? 1 : 0) + (version ? 1 : 0));
        if (previous) {
            writer.unsignedVarint(PREVIOUS_PRODUCER_ID)
                    .unsignedVarint(Long.BYTES)
                    .int64(transaction.previousProducerId());
        }
        if (next) {
            writer.unsignedVarint(NEXT_PRODUCER_ID).unsignedVarint(Long.BYTES).int64(transaction.nextProducerId());
        }
        if (version) {
            writer.unsignedVarint(CLIENT_VERSION).unsignedVarint(Short.BYTES).int16(transaction.version());
        }
        return writer;
    }

    @Override
    public @Nullable TransactionRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        if (key.getShort() != KEY_VERSION) {
            return null;
        }
        String transactionalId = new FieldReader(key, false).string();
        return value == null
                ? new TransactionRecord.Forgotten(transactionalId)
                : new TransactionRecord.Stored(transactionalId, transaction(value));
    }

    private static Transaction transaction(ByteBuffer value) {
        short version = value.getShort();
        if (version < 0 || version > FLEXIBLE_FROM) {
            throw new IllegalArgumentException("transaction value of version " + version);
        }
        FieldReader reader = new FieldReader(value, version >= FLEXIBLE_FROM);
        long producerId = reader.int64();
        short producerEpoch = (short) reader.int16();
        int timeoutMs = reader.int32();
        TransactionState state = TransactionState.of(reader.int8());
        Set<TopicPartition> partitions = partitions(reader);
        long updateMs = reader.int64();
        long startMs = reader.int64();
        Map<Integer, ByteBuffer> tags = reader.tags();
        ByteBuffer clientVersion = tags.get(CLIENT_VERSION);
        return new Transaction(
                producerId,
                id(tags.get(PREVIOUS_PRODUCER_ID)),
                id(tags.get(NEXT_PRODUCER_ID)),
                producerEpoch,
                NO_EPOCH,
                timeoutMs,
                state,
                partitions,
                startMs,
                updateMs,
                clientVersion == null ? 0 : clientVersion.getShort());
    }

    private static long id(@Nullable ByteBuffer tag) {
        return tag == null ? NO_ID : tag.getLong();
    }

    private static Set<TopicPartition> partitions(FieldReader reader) {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        for (int topics = reader.arrayLength(); topics > 0; topics--) {
            String topic = reader.string();
            for (int left = reader.arrayLength(); left > 0; left--) {
                partitions.add(new TopicPartition(topic, reader.int32()));
            }
            var _ = reader.tags();
        }
        return partitions;
    }
}
