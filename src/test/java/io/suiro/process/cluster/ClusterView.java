package io.suiro.process.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** What a cluster says of itself to an Admin client, and waiting for it to say what it should. */
final class ClusterView implements AutoCloseable {
    /** A cluster that has not recovered after so long will not. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Admin admin;
    private final int size;
    private String lastBehind = "none";

    ClusterView(ClusterUnderTest cluster) {
        size = cluster.nodes().size();
        admin = admin(cluster, Map.of());
    }

    /** A client that is less patient than it would be by default, and has these settings besides. */
    static Admin admin(ClusterUnderTest cluster, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", cluster.bootstrap());
        all.put("request.timeout.ms", 3_000);
        all.put("default.api.timeout.ms", 10_000);
        all.put("reconnect.backoff.max.ms", 200);
        return Admin.create(all);
    }

    Admin admin() {
        return admin;
    }

    /** The leader of each partition of these topics, -1 where there is none. */
    Map<TopicPartition, Integer> leaders(Set<String> topics) throws Exception {
        Map<TopicPartition, Integer> leaders = new HashMap<>();
        describe(topics).forEach((topic, description) -> {
            for (TopicPartitionInfo partition : description.partitions()) {
                leaders.put(
                        new TopicPartition(topic, partition.partition()),
                        partition.leader() == null ? -1 : partition.leader().id());
            }
        });
        return leaders;
    }

    int leader(TopicPartition partition) throws Exception {
        return leaders(Set.of(partition.topic())).getOrDefault(partition, -1);
    }

    int controller() throws Exception {
        return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    }

    int coordinator(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group))
                .all()
                .get()
                .values()
                .iterator()
                .next()
                .coordinator()
                .id();
    }

    /** The partitions that were out of sync when last some were, for whoever wonders what took so long. */
    String lastBehind() {
        return lastBehind;
    }

    /** Until every broker is registered and serves. */
    void awaitServing() throws Exception {
        await("all brokers serve", () -> admin.describeCluster().nodes().get().size() == size);
    }

    /** Until every broker serves, every replica of every topic, internal ones too, is in sync, and all are voters. */
    void awaitRecovered() throws Exception {
        awaitServing();
        await("all replicas are in sync", () -> {
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            List<String> behind = new ArrayList<>();
            describe(topics).forEach((topic, description) -> description.partitions().stream()
                    .filter(partition -> !isInSync(partition))
                    .forEach(partition -> behind.add(topic + "-" + partition.partition() + " isr " + partition.isr())));
            lastBehind = behind.isEmpty() ? lastBehind : behind.toString();
            return behind.isEmpty();
        });
        await(
                "all are voters that follow",
                () -> areVoters(admin.describeMetadataQuorum().quorumInfo().get()));
    }

    private static boolean isInSync(TopicPartitionInfo partition) {
        return partition.leader() != null
                && partition.isr().size() == partition.replicas().size();
    }

    private boolean areVoters(QuorumInfo quorum) {
        Set<Integer> ids = new HashSet<>();
        long least = quorum.highWatermark() - 100;
        quorum.voters().stream()
                .filter(voter -> voter.logEndOffset() >= least)
                .forEach(voter -> ids.add(voter.replicaId()));
        return ids.size() == size && quorum.voters().size() == size;
    }

    private Map<String, TopicDescription> describe(Set<String> topics) throws Exception {
        return admin.describeTopics(topics).allTopicNames().get();
    }

    /** Looks again and again; a failed look is a no. */
    private static void await(String what, Callable<Boolean> look) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        String last = "not so";
        while (System.nanoTime() < until) {
            try {
                if (look.call()) {
                    return;
                }
            } catch (ExecutionException | KafkaException failed) {
                last = failed.toString();
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new TimeoutException("after " + PATIENCE.toSeconds() + " s it is not so that " + what + ": " + last);
    }

    /** All partitions of a topic, for callers that know how many it has. */
    static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
