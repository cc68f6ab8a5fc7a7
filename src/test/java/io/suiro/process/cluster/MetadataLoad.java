package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Creates, configures and deletes topics, one change after the other, and remembers which were acknowledged. A change that was not
 * answered may happen, at any time: a broker that is cut off keeps it for the controller to come, and others that were asked for later may
 * be older then. For that to be known of each, the client sends none again.
 */
final class MetadataLoad implements AutoCloseable {
    private static final String PREFIX = "churn-";
    private static final String CONFIG = "retention.ms";
    private static final int MOST_TOPICS = 8;
    private static final long LEAST_RETENTION_MS = 1_000_000_000L;

    private final Admin changing;
    private final Random random;
    private final long intervalNanos;
    private final Violations violations;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong inDoubt = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().name("metadata-load").unstarted(this::run);
    private int created;
    private volatile boolean stopping;

    /** What an acknowledged topic must look like: it has the setting that was acknowledged last, or one in doubt. */
    private record Topic(Uuid id, long retentionMs, Set<Long> inDoubtMs) {
        Topic acknowledged(long thenMs) {
            return new Topic(id, thenMs, inDoubtMs);
        }

        Topic inDoubt(long perhapsMs) {
            Set<Long> all = new HashSet<>(inDoubtMs);
            all.add(perhapsMs);
            return new Topic(id, retentionMs, all);
        }

        boolean mayHave(long ms) {
            return ms == retentionMs || inDoubtMs.contains(ms);
        }
    }

    MetadataLoad(ClusterUnderTest cluster, int changesPerSecond, long seed, Violations violations) {
        changing = ClusterView.admin(cluster, Map.of("retries", 0));
        this.random = new Random(seed);
        this.violations = violations;
        intervalNanos = 1_000_000_000L / changesPerSecond;
    }

    void start() {
        thread.start();
    }

    void finish() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    /** Changes that were acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Changes that may or may not have happened. */
    long inDoubt() {
        return inDoubt.get();
    }

    private void run() {
        while (!stopping) {
            try {
                change();
            } catch (InterruptedException end) {
                return;
            }
            LockSupport.parkNanos(intervalNanos);
        }
    }

    private void change() throws InterruptedException {
        int dice = random.nextInt(10);
        if (topics.isEmpty() || (dice < 3 && topics.size() < MOST_TOPICS)) {
            create();
            return;
        }
        List<String> names = new ArrayList<>(topics.keySet());
        names.sort(null);
        String name = names.get(random.nextInt(names.size()));
        if (dice < 8) {
            configure(name);
        } else {
            delete(name);
        }
    }

    private void create() throws InterruptedException {
        String name = PREFIX + created++;
        long retentionMs = LEAST_RETENTION_MS + random.nextInt(1_000_000);
        NewTopic topic = new NewTopic(name, 1, (short) 3).configs(Map.of(CONFIG, String.valueOf(retentionMs)));
        CreateTopicsResult result = changing.createTopics(List.of(topic));
        try {
            topics.put(name, new Topic(result.topicId(name).get(), retentionMs, Set.of()));
            acknowledged.incrementAndGet();
        } catch (ExecutionException failed) {
            inDoubt.incrementAndGet();
        }
    }

    private void configure(String name) throws InterruptedException {
        long retentionMs = LEAST_RETENTION_MS + random.nextInt(1_000_000);
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry(CONFIG, String.valueOf(retentionMs)), AlterConfigOp.OpType.SET);
        Topic before = Objects.requireNonNull(topics.remove(name));
        try {
            changing.incrementalAlterConfigs(Map.of(resource(name), List.of(set)))
                    .all()
                    .get();
            topics.put(name, before.acknowledged(retentionMs));
            acknowledged.incrementAndGet();
        } catch (ExecutionException failed) {
            topics.put(name, before.inDoubt(retentionMs));
            inDoubt.incrementAndGet();
        }
    }

    private void delete(String name) throws InterruptedException {
        topics.remove(name);
        try {
            changing.deleteTopics(List.of(name)).all().get();
            deleted.add(name);
            acknowledged.incrementAndGet();
        } catch (ExecutionException failed) {
            inDoubt.incrementAndGet();
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Whether the cluster remembers every change that it acknowledged; after {@link #finish}, with all brokers running. */
    void check(Admin admin) throws Exception {
        Set<String> present = admin.listTopics().names().get();
        deleted.stream().filter(present::contains).forEach(name -> lost(name + " was deleted and is there"));
        for (Map.Entry<String, Topic> expected : topics.entrySet()) {
            if (present.contains(expected.getKey())) {
                check(admin, expected.getKey(), expected.getValue());
            } else {
                lost(expected.getKey() + " was created and is not there");
            }
        }
    }

    private void check(Admin admin, String name, Topic expected) throws Exception {
        TopicDescription found = Objects.requireNonNull(
                admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
        if (!expected.id.equals(found.topicId())) {
            lost(name + " had id " + expected.id + " and has " + found.topicId());
        }
        ConfigResource resource = resource(name);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        String retention = Objects.requireNonNull(config).get(CONFIG).value();
        if (!expected.mayHave(Long.parseLong(retention))) {
            lost("%s was given %s=%d, perhaps one of %s, and has %s"
                    .formatted(name, CONFIG, expected.retentionMs, expected.inDoubtMs, retention));
        }
    }

    @Override
    public void close() {
        stopping = true;
        changing.close();
    }

    private void lost(String detail) {
        violations.add(Violation.METADATA_LOST, detail);
    }
}
