package io.suiro.admin;

import io.suiro.broker.InternalTopics;
import io.suiro.broker.TopicQueries.Range;
import io.suiro.broker.TopicStates.State;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.Described;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A topic, as it is shown.
 *
 * @param internal the brokers' own
 * @param state what is chosen of it: a body for PUT, which changes nothing
 * @param bytes of all replicas that are known of
 * @param configs settings that differ from Kafka's defaults, wherever they were set
 */
@Schema(examples = """
        {"name":"orders","topicId":"pOsPz0U6Sd2t2yJ6Il4oVw","internal":false,"state":{"partitions":1,"replicationFactor":2,"configs":{"retention.ms":"3600000"}},"bytes":8192,"partitions":[{"partition":0,"leader":1,"leaderEpoch":4,"replicas":[1,2],"isr":[1,2],"elr":[],"offline":[],"adding":[],"removing":[],"logStart":0,"logEnd":4711,"bytes":{"1":4096,"2":4096}}],"configs":[{"name":"retention.ms","value":"3600000","source":"TOPIC_CONFIG"}]}""")
public record TopicView(
        String name,
        String topicId,
        boolean internal,
        State state,
        long bytes,
        List<Partition> partitions,
        List<Setting> configs) {
    /**
     * One of its partitions.
     *
     * @param leader null if there is none
     * @param isr in-sync replicas
     * @param elr others that may lead without loss
     * @param offline replicas on brokers that are fenced or gone
     * @param adding replicas that a reassignment brings
     * @param removing replicas that go with it
     * @param logStart the first offset that there may be, null if the leader does not answer
     * @param logEnd where it ends for readers, null likewise
     * @param bytes of each replica, by broker; those that do not answer are left out
     */
    @Schema(name = "TopicPartition")
    public record Partition(
            int partition,
            @Nullable Integer leader,
            int leaderEpoch,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> elr,
            List<Integer> offline,
            List<Integer> adding,
            List<Integer> removing,
            @Nullable Long logStart,
            @Nullable Long logEnd,
            Map<Integer, Long> bytes) {}

    /** A setting; its source as Kafka names it: TOPIC_CONFIG, STATIC_BROKER_CONFIG ... */
    @Schema(name = "TopicSetting")
    public record Setting(String name, @Nullable String value, String source) {}

    static TopicView of(
            MetadataImage image,
            TopicImage topic,
            State state,
            Map<Integer, Range> ranges,
            Map<Integer, Map<Integer, Long>> sizes,
            List<Described> settings) {
        List<Partition> partitions = new ArrayList<>();
        long bytes = 0;
        for (int number = 0; number < topic.partitions().size(); number++) {
            Map<Integer, Long> ofReplicas = new TreeMap<>(sizes.getOrDefault(number, Map.of()));
            partitions.add(partition(image, number, topic.partitions().get(number), ranges.get(number), ofReplicas));
            bytes += ofReplicas.values().stream().mapToLong(Long::longValue).sum();
        }
        return new TopicView(
                topic.name(),
                topic.id().toString(),
                InternalTopics.contains(topic.name()),
                state,
                bytes,
                partitions,
                settings.stream()
                        .filter(setting -> setting.source() != ConfigSource.DEFAULT_CONFIG)
                        .map(setting -> new Setting(
                                setting.name(),
                                setting.value(),
                                setting.source().name()))
                        .toList());
    }

    private static Partition partition(
            MetadataImage image,
            int number,
            PartitionImage partition,
            @Nullable Range range,
            Map<Integer, Long> bytes) {
        return new Partition(
                number,
                partition.hasLeader() ? partition.leader() : null,
                partition.leaderEpoch(),
                partition.replicas(),
                partition.isr(),
                partition.elr(),
                image.offlineReplicas(partition),
                partition.adding(),
                partition.removing(),
                range == null ? null : range.logStart(),
                range == null ? null : range.logEnd(),
                bytes);
    }
}
