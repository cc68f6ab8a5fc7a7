package io.suiro.wire.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.wire.Client;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests about records, offsets and producer ids that clients rarely send, answered as Kafka answers them. */
final class RecordRequestsTest {
    private static final String TOPIC = "orders";

    @TempDir
    private static Path data;

    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data);
        broker.broker()
                .topics()
                .create(new CreateTopic(TOPIC, 2, (short) 1, Map.of(), Map.of(), false))
                .toCompletableFuture()
                .join()
                .orThrow();
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"6, -3", "7, -4", "8, -5", "10, -6", "11, -7"})
    void aTimestampThatMeansNothingYetIsRefused(int version, long timestamp) throws IOException {
        assertThat(listed(version, timestamp).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    }

    @ParameterizedTest
    @CsvSource({"1, -1", "1, -2", "7, -3", "8, -4", "9, -5", "11, -6", "1, 0"})
    void aTimestampThatMeansSomethingIsAnswered(int version, long timestamp) throws IOException {
        assertThat(listed(version, timestamp).errorCode()).isZero();
    }

    private static ListOffsetsPartitionResponse listed(int version, long timestamp) throws IOException {
        ListOffsetsPartition partition =
                new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(timestamp);
        ListOffsetsRequestData request = new ListOffsetsRequestData()
                .setTopics(List.of(new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition))));
        return ask(ApiKeys.LIST_OFFSETS, version, request, ListOffsetsResponseData.class)
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    @Test
    void theCurrentEpochOfAnEmptyPartitionEndsAtItsEnd() throws IOException {
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData();
        request.topics()
                .add(new OffsetForLeaderTopic()
                        .setTopic(TOPIC)
                        .setPartitions(List.of(new OffsetForLeaderPartition()
                                .setPartition(1)
                                .setCurrentLeaderEpoch(0)
                                .setLeaderEpoch(0))));

        EpochEndOffset end = ask(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 4, request, OffsetForLeaderEpochResponseData.class)
                .topics()
                .find(TOPIC)
                .partitions()
                .getFirst();

        assertThat(end.endOffset()).isZero();
        assertThat(end.leaderEpoch()).isZero();
    }

    @Test
    void recordsOfATopicThatOnlyCompactsAreNotDeletedByHand() throws IOException {
        broker.broker()
                .topics()
                .create(new CreateTopic(
                        "compacted", 1, (short) 1, Map.of(), Map.of("cleanup.policy", "compact"), false))
                .toCompletableFuture()
                .join()
                .orThrow();
        DeleteRecordsRequestData request = new DeleteRecordsRequestData()
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName("compacted")
                        .setPartitions(List.of(new DeleteRecordsPartition()
                                .setPartitionIndex(0)
                                .setOffset(-1)))));

        assertThat(ask(ApiKeys.DELETE_RECORDS, 2, request, DeleteRecordsResponseData.class)
                        .topics()
                        .find("compacted")
                        .partitions()
                        .find(0)
                        .errorCode())
                .isEqualTo(Errors.POLICY_VIOLATION.code());
    }

    @Test
    void offsetsOfPartitionsThatAreNotThereAreNotDeleted() throws IOException {
        broker.broker().groups().coordinatorOf("g").toCompletableFuture().join().orThrow();
        OffsetCommitRequestData commit = new OffsetCommitRequestData()
                .setGroupId("g")
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(new OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(0)))));
        ask(ApiKeys.OFFSET_COMMIT, 8, commit, OffsetCommitResponseData.class);
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId("g");
        request.topics()
                .add(new OffsetDeleteRequestTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(
                                new OffsetDeleteRequestPartition().setPartitionIndex(0),
                                new OffsetDeleteRequestPartition().setPartitionIndex(9))));

        OffsetDeleteResponseTopic deleted = ask(ApiKeys.OFFSET_DELETE, 0, request, OffsetDeleteResponseData.class)
                .topics()
                .find(TOPIC);

        assertThat(deleted.partitions().find(0).errorCode()).isZero();
        assertThat(deleted.partitions().find(9).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void aProducerIdWithoutItsEpochIsRefused() throws IOException {
        InitProducerIdRequestData request = new InitProducerIdRequestData()
                .setTransactionalId(null)
                .setTransactionTimeoutMs(1000)
                .setProducerId(5)
                .setProducerEpoch((short) -1);

        assertThat(ask(ApiKeys.INIT_PRODUCER_ID, 4, request, InitProducerIdResponseData.class)
                        .errorCode())
                .isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @ParameterizedTest
    @CsvSource({"6, UNSUPPORTED_COMPRESSION_TYPE", "7, NONE"})
    void zstdIsTakenFromTheVersionThatKnowsIt(int version, Errors code) throws IOException {
        ByteBuffer batch = new BatchBuilder(Codec.ZSTD)
                .append(System.currentTimeMillis(), null, ByteBuffer.wrap(new byte[100]))
                .build();
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName(TOPIC)
                .setPartitionData(List.of(
                        new PartitionProduceData().setIndex(0).setRecords(MemoryRecords.readableRecords(batch)))));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1000).setTopicData(topics);

        assertThat(ask(ApiKeys.PRODUCE, version, request, ProduceResponseData.class)
                        .responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .getFirst()
                        .errorCode())
                .isEqualTo(code.code());
    }

    private static <T extends ApiMessage> T ask(ApiKeys api, int version, ApiMessage request, Class<T> type)
            throws IOException {
        try (Client client = new Client(broker.host(), broker.port())) {
            client.send(api, version, 1, request);
            return type.cast(client.receive(api, version, 1).data());
        }
    }
}
