package io.suiro.clients;

import static org.apache.kafka.common.protocol.Errors.FETCH_SESSION_ID_NOT_FOUND;
import static org.apache.kafka.common.protocol.Errors.INVALID_PRODUCER_EPOCH;
import static org.apache.kafka.common.protocol.Errors.INVALID_REQUEST;
import static org.apache.kafka.common.protocol.Errors.INVALID_REQUIRED_ACKS;
import static org.apache.kafka.common.protocol.Errors.INVALID_TRANSACTION_TIMEOUT;
import static org.apache.kafka.common.protocol.Errors.NONE;
import static org.apache.kafka.common.protocol.Errors.OFFSET_OUT_OF_RANGE;
import static org.apache.kafka.common.protocol.Errors.PRODUCER_FENCED;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_LEADER_EPOCH;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_ID;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_OR_PARTITION;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Sample requests of the APIs that carry records, or say where they are. */
final class RecordSamples {
    private RecordSamples() {}

    static List<Sample> of(ApiKeys api, short version, Known known) {
        return switch (api) {
            case PRODUCE -> produce(version, known);
            case FETCH -> fetch(version, known);
            case LIST_OFFSETS -> listOffsets(version, known);
            case OFFSET_FOR_LEADER_EPOCH -> offsetForLeaderEpoch(version, known);
            case INIT_PRODUCER_ID -> initProducerId(version);
            case DELETE_RECORDS -> deleteRecords(known);
            default -> List.of();
        };
    }

    /** From version 13 on a topic that does not exist is an id, before a name. */
    private static Errors unknownTopic(boolean byId) {
        return byId ? UNKNOWN_TOPIC_ID : UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static List<Sample> produce(short version, Known known) {
        boolean byId = version >= 13;
        return List.of(
                Sample.of(produced(byId, 1, known.topic(), known.topicId(), 0), NONE),
                Sample.of(produced(byId, -1, known.topic(), known.topicId(), 1, 2), NONE, UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(produced(byId, 1, Known.MISSING, Known.MISSING_ID, 0), unknownTopic(byId)),
                Sample.of(produced(byId, 2, known.topic(), known.topicId(), 0), INVALID_REQUIRED_ACKS));
    }

    private static ProduceRequestData produced(boolean byId, int acks, String name, Uuid id, int... partitions) {
        TopicProduceData topic = new TopicProduceData();
        if (byId) {
            topic.setTopicId(id);
        } else {
            topic.setName(name);
        }
        byte[] value = "value".getBytes(StandardCharsets.UTF_8);
        for (int partition : partitions) {
            topic.partitionData()
                    .add(new PartitionProduceData()
                            .setIndex(partition)
                            .setRecords(MemoryRecords.withRecords(
                                    Compression.NONE, new SimpleRecord(System.currentTimeMillis(), value))));
        }
        return new ProduceRequestData()
                .setAcks((short) acks)
                .setTimeoutMs(1000)
                .setTopicData(new TopicProduceDataCollection(List.of(topic).iterator()));
    }

    private static List<Sample> fetch(short version, Known known) {
        boolean byId = version >= 13;
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(fetched(byId, known.topic(), known.topicId(), part(0, 0), part(1, 0)), NONE));
        samples.add(Sample.of(
                fetched(byId, known.topic(), known.topicId(), part(0, 0), part(2, 0)),
                NONE,
                UNKNOWN_TOPIC_OR_PARTITION));
        samples.add(
                Sample.of(fetched(byId, known.topic(), known.topicId(), part(0, 1L << 40)), NONE, OFFSET_OUT_OF_RANGE));
        samples.add(Sample.of(fetched(byId, Known.MISSING, Known.MISSING_ID, part(0, 0)), NONE, unknownTopic(byId)));
        if (version >= 7) {
            FetchRequestData session = fetched(byId, known.topic(), known.topicId(), part(0, 0));
            samples.add(Sample.of(session.setSessionEpoch(0), NONE));
            samples.add(Sample.of(
                    new FetchRequestData().setSessionId(4711).setSessionEpoch(1).setMaxWaitMs(0),
                    FETCH_SESSION_ID_NOT_FOUND));
        }
        if (version >= 9) {
            samples.add(Sample.of(
                    fetched(byId, known.topic(), known.topicId(), part(0, 0).setCurrentLeaderEpoch(99)),
                    NONE,
                    UNKNOWN_LEADER_EPOCH));
        }
        if (version >= 12) {
            samples.add(Sample.of(
                    fetched(byId, known.topic(), known.topicId(), part(0, 0).setLastFetchedEpoch(99)), NONE));
        }
        return samples;
    }

    private static FetchRequestData fetched(boolean byId, String name, Uuid id, FetchPartition... partitions) {
        FetchTopic topic = new FetchTopic().setPartitions(List.of(partitions));
        if (byId) {
            topic.setTopicId(id);
        } else {
            topic.setTopic(name);
        }
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setIsolationLevel((byte) 1)
                .setSessionEpoch(-1)
                .setTopics(List.of(topic));
    }

    private static FetchPartition part(int partition, long offset) {
        return new FetchPartition()
                .setPartition(partition)
                .setFetchOffset(offset)
                .setPartitionMaxBytes(1 << 20);
    }

    private static List<Sample> listOffsets(short version, Known known) {
        List<Long> oldest = List.of(-1L, -2L, 0L, 500L, Long.MAX_VALUE);
        LongStream special = LongStream.concat(
                oldest.stream().mapToLong(Long::longValue),
                version >= 7
                        ? LongStream.rangeClosed(version >= 9 ? -5 : version == 8 ? -4 : -3, -3)
                        : LongStream.of());
        List<Sample> samples = new ArrayList<>();
        special.forEach(timestamp -> {
            samples.add(Sample.of(offsets(known.topic(), 0, timestamp, -1), NONE));
            samples.add(Sample.of(offsets(known.topic(), 2, timestamp, -1), UNKNOWN_TOPIC_OR_PARTITION));
            samples.add(Sample.of(offsets(Known.MISSING, 0, timestamp, -1), UNKNOWN_TOPIC_OR_PARTITION));
        });
        if (version >= 11) {
            samples.add(Sample.of(offsets(known.topic(), 0, -6, -1), NONE));
        }
        if (version >= 4) {
            samples.add(Sample.of(offsets(known.topic(), 0, -1, 99), UNKNOWN_LEADER_EPOCH));
        }
        return samples;
    }

    private static ListOffsetsRequestData offsets(String topic, int partition, long timestamp, int leaderEpoch) {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new ListOffsetsPartition()
                                .setPartitionIndex(partition)
                                .setCurrentLeaderEpoch(leaderEpoch)
                                .setTimestamp(timestamp)))));
    }

    private static List<Sample> offsetForLeaderEpoch(short version, Known known) {
        return List.of(
                Sample.of(epochEnd(version, known.topic(), 0, 0, -1), NONE),
                Sample.of(epochEnd(version, known.topic(), 0, 7, -1), NONE),
                Sample.of(epochEnd(version, known.topic(), 0, 0, 99), UNKNOWN_LEADER_EPOCH),
                Sample.of(epochEnd(version, known.topic(), 2, 0, -1), UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(epochEnd(version, Known.MISSING, 0, 0, -1), UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static OffsetForLeaderEpochRequestData epochEnd(
            short version, String topic, int partition, int epoch, int current) {
        OffsetForLeaderTopic asked = new OffsetForLeaderTopic()
                .setTopic(topic)
                .setPartitions(List.of(new OffsetForLeaderPartition()
                        .setPartition(partition)
                        .setLeaderEpoch(epoch)
                        .setCurrentLeaderEpoch(current)));
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData()
                .setTopics(new OffsetForLeaderTopicCollection(List.of(asked).iterator()));
        return version >= 3 ? request.setReplicaId(-1) : request;
    }

    private static List<Sample> initProducerId(short version) {
        List<Sample> samples = new ArrayList<>(List.of(
                Sample.of(new InitProducerIdRequestData().setTransactionalId(null), NONE),
                Sample.of(
                        new InitProducerIdRequestData()
                                .setTransactionalId("t" + version)
                                .setTransactionTimeoutMs(1000),
                        NONE),
                Sample.of(
                        new InitProducerIdRequestData().setTransactionalId("t").setTransactionTimeoutMs(0),
                        INVALID_TRANSACTION_TIMEOUT),
                Sample.of(
                        new InitProducerIdRequestData().setTransactionalId("").setTransactionTimeoutMs(1000),
                        INVALID_REQUEST)));
        if (version >= 3) {
            samples.add(Sample.of(
                    new InitProducerIdRequestData()
                            .setTransactionalId("t" + version)
                            .setTransactionTimeoutMs(1000)
                            .setProducerId(4711)
                            .setProducerEpoch((short) 0),
                    version >= 4 ? PRODUCER_FENCED : INVALID_PRODUCER_EPOCH));
        }
        return samples;
    }

    private static List<Sample> deleteRecords(Known known) {
        return List.of(
                Sample.of(before(known.topic(), 0, 0), NONE),
                Sample.of(before(known.topic(), 0, 1L << 40), OFFSET_OUT_OF_RANGE),
                Sample.of(before(known.topic(), 2, -1), UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(before(Known.MISSING, 0, -1), UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static DeleteRecordsRequestData before(String topic, int partition, long offset) {
        return new DeleteRecordsRequestData()
                .setTimeoutMs(1000)
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new DeleteRecordsPartition()
                                .setPartitionIndex(partition)
                                .setOffset(offset)))));
    }
}
