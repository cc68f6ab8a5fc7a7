package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group of Kafka's consumers that is moved from the classic protocol to the new one, member by member, and back. */
class ProtocolMigrationTest {
    private static final String GROUP = "g";
    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String RANGE = "org.apache.kafka.clients.consumer.RangeAssignor";
    private static final String COOPERATIVE = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

    @TempDir
    Path data;

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final Set<String> handledAgain = ConcurrentHashMap.newKeySet();
    private final Set<String> notCommitted = ConcurrentHashMap.newKeySet();
    private final List<Reader> readers = new ArrayList<>();
    private volatile int sent;

    @AfterEach
    void end() {
        readers.forEach(reader -> reader.stopping = true);
    }

    @ParameterizedTest
    @ValueSource(strings = {RANGE, COOPERATIVE})
    void itIsRolledToTheNewProtocolAndBackWhileRecordsFlow(String assignor) throws Exception {
        try (TestBroker broker = TestBroker.start(data);
                Admin admin = new JavaClients(broker).admin();
                KafkaProducer<String, String> producer = new JavaClients(broker).producer()) {
            admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1)))
                    .all()
                    .get();
            Thread sender = Thread.ofPlatform().start(() -> send(producer));
            for (int i = 0; i < 3; i++) {
                readers.add(new Reader(broker, "classic", assignor));
            }
            awaitGroup(admin, GroupType.CLASSIC);

            roll(broker, "consumer", assignor, admin, GroupType.CONSUMER);
            roll(broker, "classic", assignor, admin, GroupType.CLASSIC);

            sender.interrupt();
            sender.join();
            await().atMost(PATIENCE).until(() -> handled.size() == sent);
            for (Reader reader : readers) {
                reader.stop();
            }
            assertThat(notCommitted).as("those whose commit came too late").containsAll(handledAgain);
        }
    }

    /** One reader after the other is replaced. */
    private void roll(TestBroker broker, String protocol, String assignor, Admin admin, GroupType inTheEnd)
            throws Exception {
        int count = readers.size();
        for (int i = 0; i < count; i++) {
            readers.removeFirst().stop();
            readers.add(new Reader(broker, protocol, assignor));
            boolean isLast = i == count - 1;
            awaitGroup(admin, isLast ? inTheEnd : GroupType.CONSUMER);
        }
    }

    @Test
    void whereThatIsNotWantedNobodyOfTheOtherProtocolIsLetIn() throws Exception {
        try (TestBroker broker = TestBroker.start(data, Map.of("group.consumer.migration.policy", "disabled"));
                Admin admin = new JavaClients(broker).admin()) {
            admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1)))
                    .all()
                    .get();
            Reader classic = new Reader(broker, "classic", RANGE);
            readers.add(classic);
            awaitGroup(admin, GroupType.CLASSIC);

            Reader consumer = new Reader(broker, "consumer", RANGE);
            await().atMost(PATIENCE).until(() -> consumer.failure != null);

            assertThat(consumer.failure).isInstanceOf(GroupIdNotFoundException.class);
            classic.stop();
        }
    }

    private void send(KafkaProducer<String, String> producer) {
        int number = 0;
        try {
            while (true) {
                var _ = producer.send(new ProducerRecord<>("t", number % PARTITIONS, null, Integer.toString(number)));
                number++;
                sent = number;
                Thread.sleep(2);
            }
        } catch (InterruptedException end) {
            producer.flush();
        }
    }

    /** Until all have their part in a group of that type. */
    private void awaitGroup(Admin admin, GroupType type) {
        await().atMost(PATIENCE).until(() -> {
            try {
                ConsumerGroupDescription group =
                        admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
                return group.type() == type
                        && group.groupState() == GroupState.STABLE
                        && group.members().size() == readers.size()
                        && readers.stream().mapToInt(reader -> reader.owned).sum() == PARTITIONS;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupIdNotFoundException) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Handles records, and commits after each poll. */
    private final class Reader {
        private final KafkaConsumer<String, String> consumer;
        private final Thread thread;
        private volatile boolean stopping;
        private volatile int owned;
        private volatile RuntimeException failure;

        Reader(TestBroker broker, String protocol, String assignor) {
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "bootstrap.servers",
                    broker.address(),
                    "group.id",
                    GROUP,
                    "group.protocol",
                    protocol,
                    "auto.offset.reset",
                    "earliest",
                    "enable.auto.commit",
                    false));
            if (protocol.equals("classic")) {
                settings.put("partition.assignment.strategy", assignor);
                settings.put("heartbeat.interval.ms", 200);
            }
            consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
            consumer.subscribe(List.of("t"));
            thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            try (consumer) {
                while (!stopping) {
                    ConsumerRecords<String, String> records = consumer.poll(POLL);
                    owned = consumer.assignment().size();
                    for (ConsumerRecord<String, String> record : records) {
                        if (!handled.add(record.value())) {
                            handledAgain.add(record.value());
                        }
                    }
                    commit(records);
                }
                owned = 0;
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        private void commit(ConsumerRecords<String, String> records) {
            try {
                consumer.commitSync();
            } catch (CommitFailedException | RebalanceInProgressException e) {
                records.forEach(record -> notCommitted.add(record.value()));
            }
        }

        void stop() throws InterruptedException {
            stopping = true;
            thread.join();
            assertThat(failure).isNull();
        }
    }
}
