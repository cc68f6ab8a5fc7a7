package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a broker under load, again and again, on the same directory. */
class KillIT {
    private static final int KILLS = 5;
    private static final int PARTITIONS = 3;
    private static final String IDEMPOTENT = "idempotent";
    private static final String PLAIN = "plain";
    private static final ConfigResource CONFIG = new ConfigResource(ConfigResource.Type.TOPIC, PLAIN);

    @TempDir
    Path directory;

    private final Random random = Seed.random();

    @Test
    void whatWasAcknowledgedSurvivesEveryKill() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(
                directory.resolve("data"),
                "log.segment.bytes=1048576",
                "log.flush.offset.checkpoint.interval.ms=500",
                "group.min.session.timeout.ms=1000",
                "group.initial.rebalance.delay.ms=0",
                "offsets.topic.num.partitions=4")) {
            broker.start();
            try (Admin admin = broker.admin()) {
                admin.createTopics(List.of(topic(IDEMPOTENT), topic(PLAIN)))
                        .all()
                        .get();
                killUnderLoad(broker, admin);
            }
            broker.stop();
            broker.start();
        }
    }

    private void killUnderLoad(BrokerProcess broker, Admin admin) throws Exception {
        Map<String, Uuid> topicIds = topicIds(admin);
        CommittingReader reader = new CommittingReader(broker.bootstrap(), List.of(IDEMPOTENT, PLAIN));
        try (NumberedLoad idempotent = new NumberedLoad(broker.bootstrap(), IDEMPOTENT, PARTITIONS, Map.of());
                NumberedLoad plain = new NumberedLoad(
                        broker.bootstrap(),
                        PLAIN,
                        PARTITIONS,
                        Map.of("enable.idempotence", false, "max.in.flight.requests.per.connection", 1))) {
            for (int kill = 1; kill <= KILLS; kill++) {
                retain(admin, kill);
                awaitProgress(idempotent, plain, reader);
                broker.kill();
                reader.die();
                broker.start();

                idempotent.pause();
                plain.pause();
                System.out.println("kill " + kill + ": " + idempotent.acknowledged() + " + " + plain.acknowledged()
                        + " records acknowledged");
                Stored stored = Stored.read(broker.bootstrap(), partitions());
                idempotent.assertOnce(stored);
                plain.assertAtLeastOnceInOrder(stored);
                reader.assertCommitted(admin.listConsumerGroupOffsets(CommittingReader.GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get());
                assertThat(topicIds(admin)).isEqualTo(topicIds);
                assertThat(retention(admin)).isEqualTo(String.valueOf(retentionAt(kill)));
                KafkaDumpLog.assertValid(broker.data());
                idempotent.resume();
                plain.resume();
                reader.takeOver();
            }
            awaitProgress(idempotent, plain, reader);
        } finally {
            reader.die();
        }
    }

    /** Load and group are under way, and then a random number of records later. */
    private void awaitProgress(NumberedLoad idempotent, NumberedLoad plain, CommittingReader reader) {
        long enough = idempotent.acknowledged() + 1000 + random.nextInt(5000);
        long some = plain.acknowledged() + 1;
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> idempotent.acknowledged() > enough
                        && plain.acknowledged() > some
                        && reader.isReading()
                        && reader.committed().containsAll(partitions()));
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, PARTITIONS, (short) 1);
    }

    private static List<TopicPartition> partitions() {
        return Stream.of(IDEMPOTENT, PLAIN)
                .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)))
                .toList();
    }

    private static Map<String, Uuid> topicIds(Admin admin) throws Exception {
        Map<String, Uuid> ids = new TreeMap<>();
        admin.describeTopics(List.of(IDEMPOTENT, PLAIN))
                .allTopicNames()
                .get()
                .forEach((name, topic) -> ids.put(name, topic.topicId()));
        return ids;
    }

    private static long retentionAt(int kill) {
        return 86_400_000L + kill;
    }

    private static void retain(Admin admin, int kill) throws Exception {
        ConfigEntry entry = new ConfigEntry("retention.ms", String.valueOf(retentionAt(kill)));
        admin.incrementalAlterConfigs(Map.of(CONFIG, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static String retention(Admin admin) throws Exception {
        return admin.describeConfigs(List.of(CONFIG))
                .all()
                .get()
                .get(CONFIG)
                .get("retention.ms")
                .value();
    }
}
