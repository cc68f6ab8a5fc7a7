package io.suiro.clients;

import static org.apache.kafka.common.protocol.Errors.INVALID_CONFIG;
import static org.apache.kafka.common.protocol.Errors.INVALID_PARTITIONS;
import static org.apache.kafka.common.protocol.Errors.INVALID_TOPIC_EXCEPTION;
import static org.apache.kafka.common.protocol.Errors.NONE;
import static org.apache.kafka.common.protocol.Errors.TOPIC_ALREADY_EXISTS;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_ID;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_OR_PARTITION;

import io.suiro.TestBroker;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfigCollection;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Sample requests of the APIs about topics, settings and the cluster. */
final class AdminSamples {
    private static final byte TOPIC = ConfigResource.Type.TOPIC.id();
    private static final byte BROKER = ConfigResource.Type.BROKER.id();

    private AdminSamples() {}

    static List<Sample> of(ApiKeys api, short version, Known known) {
        return switch (api) {
            case API_VERSIONS -> apiVersions(version);
            case METADATA -> metadata(version, known);
            case DESCRIBE_CLUSTER -> List.of(Sample.of(new DescribeClusterRequestData(), NONE));
            case DESCRIBE_TOPIC_PARTITIONS -> describeTopicPartitions(known);
            case CREATE_TOPICS -> createTopics(known);
            case DELETE_TOPICS -> deleteTopics(version);
            case CREATE_PARTITIONS -> createPartitions(known);
            case DESCRIBE_CONFIGS -> describeConfigs(version, known);
            case ALTER_CONFIGS -> alterConfigs(known);
            case INCREMENTAL_ALTER_CONFIGS -> incrementalAlterConfigs(known);
            case LIST_CONFIG_RESOURCES -> List.of(Sample.of(new ListConfigResourcesRequestData(), NONE));
            case DESCRIBE_LOG_DIRS -> describeLogDirs(known);
            case DESCRIBE_PRODUCERS -> describeProducers(known);
            default -> List.of();
        };
    }

    private static List<Sample> apiVersions(short version) {
        ApiVersionsRequestData request = new ApiVersionsRequestData();
        if (version >= 3) {
            request.setClientSoftwareName("samples").setClientSoftwareVersion("1.0");
        }
        return List.of(Sample.of(request, NONE));
    }

    private static List<Sample> metadata(short version, Known known) {
        List<Sample> samples = new ArrayList<>();
        MetadataRequestData some = new MetadataRequestData()
                .setTopics(List.of(
                        new MetadataRequestTopic().setName(known.topic()),
                        new MetadataRequestTopic().setName("in/valid")));
        samples.add(Sample.of(some, NONE, INVALID_TOPIC_EXCEPTION));
        samples.add(
                Sample.of(version == 0 ? new MetadataRequestData() : new MetadataRequestData().setTopics(null), NONE));
        if (version >= 4) {
            samples.add(Sample.of(
                    new MetadataRequestData()
                            .setAllowAutoTopicCreation(false)
                            .setTopics(List.of(new MetadataRequestTopic().setName(Known.MISSING))),
                    UNKNOWN_TOPIC_OR_PARTITION));
        }
        if (version >= 8) {
            MetadataRequestData operations = new MetadataRequestData()
                    .setTopics(List.of(new MetadataRequestTopic().setName(known.topic())))
                    .setIncludeTopicAuthorizedOperations(true);
            samples.add(Sample.of(
                    version <= 10 ? operations.setIncludeClusterAuthorizedOperations(true) : operations, NONE));
        }
        if (version >= 12) {
            samples.add(Sample.of(
                    new MetadataRequestData()
                            .setTopics(List.of(
                                    new MetadataRequestTopic().setName(null).setTopicId(known.topicId()),
                                    new MetadataRequestTopic().setName("").setTopicId(Known.MISSING_ID))),
                    NONE,
                    UNKNOWN_TOPIC_ID));
        }
        return samples;
    }

    private static List<Sample> describeTopicPartitions(Known known) {
        return List.of(
                Sample.of(
                        new DescribeTopicPartitionsRequestData()
                                .setTopics(List.of(
                                        new DescribeTopicPartitionsRequestData.TopicRequest().setName(known.topic()),
                                        new DescribeTopicPartitionsRequestData.TopicRequest().setName(Known.MISSING))),
                        NONE,
                        UNKNOWN_TOPIC_OR_PARTITION),
                Sample.of(new DescribeTopicPartitionsRequestData().setResponsePartitionLimit(1), NONE));
    }

    private static List<Sample> createTopics(Known known) {
        return List.of(
                Sample.of(creating(true, known.fresh("validated"), 3, null), NONE),
                Sample.of(creating(false, known.fresh("created"), 3, "1000000"), NONE),
                Sample.of(creating(false, known.fresh("refused"), 3, "many"), INVALID_CONFIG),
                Sample.of(creating(false, "in/valid", 3, null), INVALID_TOPIC_EXCEPTION),
                Sample.of(creating(false, known.topic(), 3, null), TOPIC_ALREADY_EXISTS),
                Sample.of(creating(false, known.fresh("empty"), 0, null), INVALID_PARTITIONS));
    }

    private static CreateTopicsRequestData creating(
            boolean validateOnly, String name, int partitions, @Nullable String retentionMs) {
        CreatableTopic topic =
                new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) 1);
        if (retentionMs != null) {
            topic.setConfigs(new CreatableTopicConfigCollection(
                    List.of(new CreatableTopicConfig().setName("retention.ms").setValue(retentionMs))
                            .iterator()));
        }
        return new CreateTopicsRequestData()
                .setValidateOnly(validateOnly)
                .setTimeoutMs(1000)
                .setTopics(new CreatableTopicCollection(List.of(topic).iterator()));
    }

    private static List<Sample> deleteTopics(short version) {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(1000);
        if (version < 6) {
            return List.of(Sample.of(request.setTopicNames(List.of(Known.MISSING)), UNKNOWN_TOPIC_OR_PARTITION));
        }
        return List.of(Sample.of(
                request.setTopics(List.of(
                        new DeleteTopicState().setName(Known.MISSING),
                        new DeleteTopicState().setName(null).setTopicId(Known.MISSING_ID))),
                UNKNOWN_TOPIC_OR_PARTITION,
                UNKNOWN_TOPIC_ID));
    }

    private static List<Sample> createPartitions(Known known) {
        return List.of(
                Sample.of(widening(known.topic(), 5), NONE),
                Sample.of(widening(known.topic(), 1), INVALID_PARTITIONS),
                Sample.of(widening(Known.MISSING, 5), UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static CreatePartitionsRequestData widening(String topic, int count) {
        return new CreatePartitionsRequestData()
                .setValidateOnly(true)
                .setTimeoutMs(1000)
                .setTopics(new CreatePartitionsTopicCollection(List.of(new CreatePartitionsTopic()
                                .setName(topic)
                                .setCount(count)
                                .setAssignments(null))
                        .iterator()));
    }

    private static List<Sample> describeConfigs(short version, Known known) {
        DescribeConfigsRequestData request = new DescribeConfigsRequestData()
                .setIncludeSynonyms(true)
                .setResources(List.of(
                        new DescribeConfigsResource()
                                .setResourceType(TOPIC)
                                .setResourceName(known.topic())
                                .setConfigurationKeys(null),
                        new DescribeConfigsResource()
                                .setResourceType(BROKER)
                                .setResourceName("" + TestBroker.ID)
                                .setConfigurationKeys(List.of("log.retention.ms")),
                        new DescribeConfigsResource()
                                .setResourceType(TOPIC)
                                .setResourceName(Known.MISSING)
                                .setConfigurationKeys(null)));
        if (version >= 3) {
            request.setIncludeDocumentation(true);
        }
        return List.of(Sample.of(request, NONE, UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static List<Sample> alterConfigs(Known known) {
        return List.of(
                Sample.of(replacing(known.topic(), "retention.ms", "86400000"), NONE),
                Sample.of(replacing(known.topic(), "retention.ms", "many"), INVALID_CONFIG),
                Sample.of(replacing(known.topic(), "no.such.setting", "1"), INVALID_CONFIG),
                Sample.of(replacing(Known.MISSING, "retention.ms", "86400000"), UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static AlterConfigsRequestData replacing(String topic, String name, String value) {
        AlterConfigsResource resource = new AlterConfigsResource()
                .setResourceType(TOPIC)
                .setResourceName(topic)
                .setConfigs(new AlterableConfigCollection(
                        List.of(new AlterableConfig().setName(name).setValue(value))
                                .iterator()));
        return new AlterConfigsRequestData()
                .setResources(
                        new AlterConfigsResourceCollection(List.of(resource).iterator()));
    }

    private static List<Sample> incrementalAlterConfigs(Known known) {
        return List.of(
                Sample.of(setting(known.topic(), "retention.ms", "86400000"), NONE),
                Sample.of(setting(known.topic(), "retention.ms", "many"), INVALID_CONFIG),
                Sample.of(setting(Known.MISSING, "retention.ms", "86400000"), UNKNOWN_TOPIC_OR_PARTITION));
    }

    private static IncrementalAlterConfigsRequestData setting(String topic, String name, String value) {
        IncrementalAlterConfigsRequestData.AlterableConfig config =
                new IncrementalAlterConfigsRequestData.AlterableConfig()
                        .setName(name)
                        .setConfigOperation((byte) 0)
                        .setValue(value);
        IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(TOPIC)
                        .setResourceName(topic)
                        .setConfigs(new IncrementalAlterConfigsRequestData.AlterableConfigCollection(
                                List.of(config).iterator()));
        return new IncrementalAlterConfigsRequestData()
                .setResources(new IncrementalAlterConfigsRequestData.AlterConfigsResourceCollection(
                        List.of(resource).iterator()));
    }

    private static List<Sample> describeLogDirs(Known known) {
        DescribeLogDirsRequestData.DescribableLogDirTopic topic =
                new DescribeLogDirsRequestData.DescribableLogDirTopic()
                        .setTopic(known.topic())
                        .setPartitions(List.of(0, 1));
        return List.of(
                Sample.of(new DescribeLogDirsRequestData().setTopics(null), NONE),
                Sample.of(
                        new DescribeLogDirsRequestData()
                                .setTopics(new DescribeLogDirsRequestData.DescribableLogDirTopicCollection(
                                        List.of(topic).iterator())),
                        NONE));
    }

    private static List<Sample> describeProducers(Known known) {
        DescribeProducersRequestData.TopicRequest topic = new DescribeProducersRequestData.TopicRequest()
                .setName(known.topic())
                .setPartitionIndexes(List.of(0, 2));
        return List.of(Sample.of(
                new DescribeProducersRequestData().setTopics(List.of(topic)), NONE, UNKNOWN_TOPIC_OR_PARTITION));
    }
}
