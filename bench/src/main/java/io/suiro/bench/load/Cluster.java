package io.suiro.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/**
 * The little administration that a load needs, over one connection to the first bootstrap server that answers. Whatever
 * the cluster refuses is thrown as Kafka's exception for the code. One thread.
 */
public final class Cluster implements AutoCloseable {
    private static final short METADATA = 9;
    private static final short METADATA_WITH_IDS = 10;
    private static final short CREATE_TOPICS = 5;
    private static final short DELETE_TOPICS = 4;
    private static final short LIST_OFFSETS = 6;
    private static final long EARLIEST = -2;
    private static final long LATEST = -1;
    private static final int TIMEOUT_MS = 60_000;
    private static final Duration UNTIL_LED = Duration.ofMinutes(1);

    private final Connection connection;

    private Cluster(Connection connection) {
        this.connection = connection;
    }

    /**
     * To the first that answers.
     *
     * @param bootstrap HOST:PORT, several separated by commas
     */
    public static Cluster connect(String bootstrap) throws IOException {
        IOException last = new IOException("no server in '" + bootstrap + "'");
        for (InetSocketAddress server : addresses(bootstrap)) {
            try {
                return new Cluster(Connection.open(server));
            } catch (IOException e) {
                last = new IOException(server.getHostString() + ":" + server.getPort() + ": " + e.getMessage(), e);
            }
        }
        throw last;
    }

    /** Of HOST:PORT, several separated by commas; not looked up. */
    public static List<InetSocketAddress> addresses(String bootstrap) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String server : bootstrap.split(",", -1)) {
            int colon = server.lastIndexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("'" + server + "' is not HOST:PORT");
            }
            addresses.add(InetSocketAddress.createUnresolved(
                    server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        }
        return addresses;
    }

    /** Creates the topic unless it exists, and waits until every partition has a leader. */
    public Topic create(String name, int partitions, int replicas) throws IOException {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(
                new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) replicas));
        var request = new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(TIMEOUT_MS);
        var answer = new CreateTopicsResponseData(call(Request.of(request, CREATE_TOPICS)), CREATE_TOPICS);
        for (CreatableTopicResult result : answer.topics()) {
            Errors error = Errors.forCode(result.errorCode());
            if (error != Errors.TOPIC_ALREADY_EXISTS) {
                check(error, "creating " + name + ": " + result.errorMessage());
            }
        }
        return awaitLeaders(name);
    }

    /** The topic, which must be there. */
    public Topic topic(String name) throws IOException {
        check(Errors.forCode(described(metadata(name)).errorCode()), "topic " + name);
        return awaitLeaders(name);
    }

    /** Which brokers know from Kafka 2.8 on. */
    public Uuid topicId(String name) throws IOException {
        var topic = described(metadata(name, METADATA_WITH_IDS));
        check(Errors.forCode(topic.errorCode()), "topic " + name);
        return topic.topicId();
    }

    /** In the metadata of all topics, of those that have a leader. */
    public int partitions() throws IOException {
        var metadata = new MetadataResponseData(
                call(Request.of(new MetadataRequestData().setTopics(null), METADATA)), METADATA);
        return metadata.topics().stream()
                .mapToInt(topic -> Math.toIntExact(topic.partitions().stream()
                        .filter(partition -> partition.leaderId() >= 0)
                        .count()))
                .sum();
    }

    public void delete(String name) throws IOException {
        var request = new DeleteTopicsRequestData().setTopicNames(List.of(name)).setTimeoutMs(TIMEOUT_MS);
        var answer = new DeleteTopicsResponseData(call(Request.of(request, DELETE_TOPICS)), DELETE_TOPICS);
        for (DeletableTopicResult result : answer.responses()) {
            check(Errors.forCode(result.errorCode()), "deleting " + name);
        }
    }

    /** First offset of each partition, inclusive. */
    public long[] startOffsets(Topic topic) throws IOException {
        return offsets(topic, EARLIEST);
    }

    /** End of each partition, exclusive. */
    public long[] endOffsets(Topic topic) throws IOException {
        return offsets(topic, LATEST);
    }

    private Topic awaitLeaders(String name) throws IOException {
        long deadline = System.nanoTime() + UNTIL_LED.toNanos();
        while (true) {
            MetadataResponseData metadata = metadata(name);
            MetadataResponseTopic topic = described(metadata);
            if (topic.errorCode() == 0 && topic.partitions().stream().allMatch(p -> p.leaderId() >= 0)) {
                Map<Integer, InetSocketAddress> leaders = new TreeMap<>();
                topic.partitions().forEach(p -> leaders.put(p.partitionIndex(), address(metadata, p.leaderId())));
                return new Topic(name, new ArrayList<>(leaders.values()));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(name + " has partitions without a leader: " + topic);
            }
            Pause.nanos(10_000_000);
        }
    }

    private MetadataResponseData metadata(String name) throws IOException {
        return metadata(name, METADATA);
    }

    private MetadataResponseData metadata(String name, short version) throws IOException {
        var request = new MetadataRequestData()
                .setTopics(List.of(new MetadataRequestTopic().setName(name)))
                .setAllowAutoTopicCreation(false);
        return new MetadataResponseData(call(Request.of(request, version)), version);
    }

    private static MetadataResponseTopic described(MetadataResponseData metadata) {
        return metadata.topics().iterator().next();
    }

    private static InetSocketAddress address(MetadataResponseData metadata, int brokerId) {
        var broker = metadata.brokers().find(brokerId);
        return InetSocketAddress.createUnresolved(broker.host(), broker.port());
    }

    private long[] offsets(Topic topic, long timestamp) throws IOException {
        long[] offsets = new long[topic.partitions()];
        Map<InetSocketAddress, List<Integer>> byLeader =
                IntStream.range(0, topic.partitions()).boxed().collect(Collectors.groupingBy(topic.leaders()::get));
        for (var led : byLeader.entrySet()) {
            try (Connection leader = Connection.open(led.getKey())) {
                Request request = Request.of(wanted(topic.name(), led.getValue(), timestamp), LIST_OFFSETS);
                ListOffsetsResponseData answer =
                        new ListOffsetsResponseData(new ByteBufferAccessor(leader.call(request)), LIST_OFFSETS);
                for (ListOffsetsPartitionResponse partition :
                        answer.topics().getFirst().partitions()) {
                    check(Errors.forCode(partition.errorCode()), "offsets of " + topic.name());
                    offsets[partition.partitionIndex()] = partition.offset();
                }
            }
        }
        return offsets;
    }

    private static ListOffsetsRequestData wanted(String topic, List<Integer> partitions, long timestamp) {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(partitions.stream()
                                .map(partition -> new ListOffsetsPartition()
                                        .setPartitionIndex(partition)
                                        .setTimestamp(timestamp))
                                .toList())));
    }

    private ByteBufferAccessor call(Request request) throws IOException {
        return new ByteBufferAccessor(connection.call(request));
    }

    private static void check(Errors error, String what) {
        if (error != Errors.NONE) {
            throw error.exception(what + ": " + error.name());
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
