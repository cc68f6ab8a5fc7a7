package io.suiro.wire.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.broker.InternalTopics;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.wire.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests about topics that clients rarely send, answered as Kafka answers them. */
final class TopicRequestsTest {
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

    @Test
    void aPartitionThatIsAssignedTwiceIsRefused() throws IOException {
        CreatableTopic topic =
                new CreatableTopic().setName("twice").setNumPartitions(-1).setReplicationFactor((short) -1);
        topic.assignments()
                .add(new CreatableReplicaAssignment().setPartitionIndex(0).setBrokerIds(List.of(TestBroker.ID)));
        topic.assignments()
                .add(new CreatableReplicaAssignment().setPartitionIndex(0).setBrokerIds(List.of(TestBroker.ID)));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(topic);

        assertThat(ask(ApiKeys.CREATE_TOPICS, 7, request, CreateTopicsResponseData.class)
                        .topics())
                .extracting(result -> Errors.forCode(result.errorCode()))
                .containsExactly(Errors.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void aTopicThatIsWidenedTwiceInOneRequestIsRefusedOnce() throws IOException {
        CreatePartitionsRequestData request = new CreatePartitionsRequestData();
        request.topics()
                .add(new CreatePartitionsTopic().setName(TOPIC).setCount(3).setAssignments(null));
        request.topics()
                .add(new CreatePartitionsTopic().setName(TOPIC).setCount(4).setAssignments(null));

        assertThat(ask(ApiKeys.CREATE_PARTITIONS, 3, request, CreatePartitionsResponseData.class)
                        .results())
                .extracting(result -> Errors.forCode(result.errorCode()))
                .containsExactly(Errors.INVALID_REQUEST);
        assertThat(broker.broker().topics().hasPartition(TOPIC, 2)).isFalse();
    }

    @Test
    void aTopicThatIsDeletedTwiceInOneRequestStays() throws IOException {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTopicNames(List.of(TOPIC, TOPIC));

        assertThat(ask(ApiKeys.DELETE_TOPICS, 5, request, DeleteTopicsResponseData.class)
                        .responses())
                .extracting(result -> Errors.forCode(result.errorCode()))
                .containsExactly(Errors.INVALID_REQUEST);
        assertThat(broker.broker().topics().hasPartition(TOPIC, 0)).isTrue();
    }

    @Test
    void beforeVersion12TopicsAreNotAskedForById() throws IOException {
        MetadataRequestTopic byId = new MetadataRequestTopic().setName(null).setTopicId(new Uuid(1, 2));
        MetadataRequestData request = new MetadataRequestData().setTopics(List.of(byId));

        assertThat(ask(ApiKeys.METADATA, 11, request, MetadataResponseData.class)
                        .topics())
                .extracting(topic -> Errors.forCode(topic.errorCode()))
                .containsExactly(Errors.INVALID_REQUEST);
    }

    @Test
    void aTopicThatIsAskedForTwiceIsDescribedOnce() throws IOException {
        MetadataRequestTopic topic = new MetadataRequestTopic().setName(TOPIC);
        MetadataRequestData request = new MetadataRequestData().setTopics(List.of(topic, topic.duplicate()));

        assertThat(ask(ApiKeys.METADATA, 12, request, MetadataResponseData.class)
                        .topics())
                .hasSize(1);
    }

    @Test
    void aClientThatDeclinesCreationCreatesNoInternalTopicEither() throws IOException {
        MetadataRequestTopic topic = new MetadataRequestTopic().setName(InternalTopics.OFFSETS);
        MetadataRequestData request =
                new MetadataRequestData().setTopics(List.of(topic)).setAllowAutoTopicCreation(false);

        assertThat(ask(ApiKeys.METADATA, 12, request, MetadataResponseData.class)
                        .topics())
                .extracting(found -> Errors.forCode(found.errorCode()))
                .containsExactly(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aCursorBeyondATopicsLastPartitionGoesOnWithTheNextTopic() throws IOException {
        DescribeTopicPartitionsRequestData request = new DescribeTopicPartitionsRequestData()
                .setTopics(List.of(new TopicRequest().setName(TOPIC), new TopicRequest().setName("other topic")))
                .setCursor(new Cursor().setTopicName(TOPIC).setPartitionIndex(Integer.MAX_VALUE));

        DescribeTopicPartitionsResponseData response =
                ask(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, request, DescribeTopicPartitionsResponseData.class);

        assertThat(response.nextCursor()).isNull();
        assertThat(response.topics().find(TOPIC).partitions()).isEmpty();
        assertThat(response.topics().find("other topic").errorCode()).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());
    }

    @Test
    void noNamesOfSettingsMeansAllOfThem() throws IOException {
        DescribeConfigsResource topic = resource(TOPIC).setConfigurationKeys(List.of());
        DescribeConfigsRequestData request =
                new DescribeConfigsRequestData().setResources(List.of(topic, resource("no such name")));

        assertThat(ask(ApiKeys.DESCRIBE_CONFIGS, 4, request, DescribeConfigsResponseData.class)
                        .results())
                .satisfiesExactly(
                        described -> assertThat(described.configs()).isNotEmpty(),
                        refused -> assertThat(refused.errorCode()).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code()));
    }

    private static DescribeConfigsResource resource(String topic) {
        return new DescribeConfigsResource()
                .setResourceType(ConfigResource.Type.TOPIC.id())
                .setResourceName(topic)
                .setConfigurationKeys(null);
    }

    @Test
    void aResourceThatIsAlteredTwiceInOneRequestIsLeftAlone() throws IOException {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(retention("1000"));
        request.resources().add(retention("2000"));

        assertThat(ask(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1, request, IncrementalAlterConfigsResponseData.class)
                        .responses())
                .extracting(response -> Errors.forCode(response.errorCode()))
                .containsExactly(Errors.INVALID_REQUEST, Errors.INVALID_REQUEST);
        assertThat(broker.broker().settings().topicValue(TOPIC, "retention.ms")).isEqualTo("604800000");
    }

    private static AlterConfigsResource retention(String ms) {
        AlterConfigsResource resource = new AlterConfigsResource()
                .setResourceType(ConfigResource.Type.TOPIC.id())
                .setResourceName(TOPIC);
        resource.configs().add(new AlterableConfig().setName("retention.ms").setValue(ms));
        return resource;
    }

    private static <T extends ApiMessage> T ask(ApiKeys api, int version, ApiMessage request, Class<T> type)
            throws IOException {
        try (Client client = new Client(broker.host(), broker.port())) {
            client.send(api, version, 1, request);
            return type.cast(client.receive(api, version, 1).data());
        }
    }
}
