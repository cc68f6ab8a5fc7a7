package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while topics are created and deleted. */
class KillTopicsIT {
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    @Test
    void topicsAcknowledgedAsCreatedExistAndDeletedOnesAreGoneWithTheirFiles() throws Exception {
        Random random = Seed.random();
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            broker.start();
            for (int kill = 1; kill <= KILLS; kill++) {
                TopicStorm storm = stormUntilKilled(broker, "storm-" + kill + "-", 20 + random.nextInt(60));
                broker.start();
                try (Admin admin = broker.admin()) {
                    Map<String, TopicDescription> present = topics(admin, "storm-" + kill + "-");
                    storm.assertKept(present);
                    assertWritable(broker, present.keySet());
                    Set<String> expected = directories(topics(admin, "storm-").values());
                    await().atMost(Duration.ofMinutes(1)).until(() -> expected.equals(directories(broker.data())));
                }
            }
            broker.stop();
        }
    }

    private static TopicStorm stormUntilKilled(BrokerProcess broker, String prefix, int enough) throws Exception {
        Map<String, Object> impatient = Map.of(
                "bootstrap.servers", broker.bootstrap(), "default.api.timeout.ms", 3000, "request.timeout.ms", 3000);
        try (Admin admin = Admin.create(impatient)) {
            TopicStorm storm = new TopicStorm(admin, prefix);
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> storm.acknowledged() >= enough);
            ProcessHandle process = broker.process();
            storm.expectDeath();
            process.destroyForcibly();
            storm.join();
            process.onExit().join();
            return storm;
        }
    }

    private static Map<String, TopicDescription> topics(Admin admin, String prefix) throws Exception {
        Set<String> names = admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
        return admin.describeTopics(names).allTopicNames().get();
    }

    private static void assertWritable(BrokerProcess broker, Collection<String> topics) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()), new StringSerializer(), new StringSerializer())) {
            for (String topic : topics) {
                assertThat(producer.send(new ProducerRecord<>(topic, 0, "key", "value"))
                                .get()
                                .offset())
                        .isZero();
            }
        }
    }

    private static Set<String> directories(Collection<TopicDescription> topics) {
        return topics.stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(partition -> topic.name() + "-" + partition.partition()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of partitions, those that wait for their deletion among them. */
    private static Set<String> directories(Path data) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("storm-"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
