package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.base.Stages;
import io.suiro.broker.OffsetResets;
import io.suiro.broker.OffsetResets.Reset;
import io.suiro.broker.OffsetResets.Target;
import io.suiro.error.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resets of the offsets of groups without members, as Kafka's clients see them. */
final class OffsetResetsTest {
    private static final long START = 3;
    private static final long END = 10;
    private static final long FIRST_MS = System.currentTimeMillis() - 60_000;
    private static final TopicPartition READ = new TopicPartition("read", 0);
    private static final TopicPartition OTHER = new TopicPartition("read", 1);

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;
    private static Admin admin;
    private static OffsetResets resets;

    /** Ten records a second apart, of which three are gone. */
    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
        admin = clients.admin();
        clients.topic(READ.topic(), 2);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < END; i++) {
                producer.send(new ProducerRecord<>(READ.topic(), READ.partition(), FIRST_MS + i * 1000L, null, "v"))
                        .get();
            }
        }
        admin.deleteRecords(Map.of(READ, RecordsToDelete.beforeOffset(START)))
                .all()
                .get();
        resets = broker.broker().groups().offsetResets();
    }

    @AfterAll
    static void close() {
        admin.close();
        broker.close();
    }

    @Test
    void aGroupGoesToEitherEnd() throws Exception {
        commit("ends", 5);
        assertThat(reset("ends", new Target.Earliest())).isEqualTo(new Reset(READ, 5L, START));
        assertThat(reset("ends", new Target.Latest())).isEqualTo(new Reset(READ, START, END));
        assertThat(committed("ends")).isEqualTo(Map.of(READ, new OffsetAndMetadata(END)));
    }

    @Test
    void aTimeIsTheFirstRecordFromThenOnOrTheEnd() throws Exception {
        commit("times", 5);
        assertThat(reset("times", new Target.AtTime(FIRST_MS + 6_500)).to()).isEqualTo(7);
        assertThat(reset("times", new Target.AtTime(FIRST_MS + 7_000)).to()).isEqualTo(7);
        assertThat(reset("times", new Target.AtTime(0)).to()).isEqualTo(START);
        assertThat(reset("times", new Target.AtTime(FIRST_MS + 60_000)).to()).isEqualTo(END);
    }

    @Test
    void whatLiesOutsideOfThePartitionBecomesItsStartOrEnd() throws Exception {
        commit("outside", 5);
        assertThat(reset("outside", new Target.Offset(0)).to()).isEqualTo(START);
        assertThat(reset("outside", new Target.Offset(Long.MAX_VALUE)).to()).isEqualTo(END);
        assertThat(reset("outside", new Target.ShiftBy(-2)).to()).isEqualTo(8);
        assertThat(reset("outside", new Target.ShiftBy(Long.MIN_VALUE)).to()).isEqualTo(START);
        assertThat(reset("outside", new Target.ShiftBy(Long.MAX_VALUE)).to()).isEqualTo(END);
        commit("outside", 1);
        assertThat(reset("outside", new Target.ShiftBy(1))).isEqualTo(new Reset(READ, 1L, START));
    }

    @Test
    void severalPartitionsGoEachToItsPlaceAndADryRunTellsOnlyWhere() throws Exception {
        commit("several", 5);
        Map<TopicPartition, Target> targets = Map.of(OTHER, new Target.Latest(), READ, new Target.Offset(6));
        List<Reset> expected = List.of(new Reset(READ, 5L, 6), new Reset(OTHER, null, 0));
        assertThat(reset("several", targets, true)).isEqualTo(expected);
        assertThat(committed("several")).isEqualTo(Map.of(READ, new OffsetAndMetadata(5)));
        assertThat(reset("several", targets, false)).isEqualTo(expected);
        assertThat(committed("several"))
                .isEqualTo(Map.of(READ, new OffsetAndMetadata(6), OTHER, new OffsetAndMetadata(0)));
    }

    @Test
    void aGroupThatIsInUseIsLeftAlone() {
        for (String protocol : List.of("classic", "consumer")) {
            String group = "in-use-" + protocol;
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            broker.address(),
                            "group.id",
                            group,
                            "group.protocol",
                            protocol,
                            "enable.auto.commit",
                            "false"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.subscribe(List.of(READ.topic()));
                await().until(() -> {
                    consumer.poll(Duration.ofMillis(50));
                    return !consumer.assignment().isEmpty();
                });
                consumer.commitSync(Map.of(READ, new OffsetAndMetadata(5)));
                refused(group, READ, new Target.Latest(), Errors.NON_EMPTY_GROUP);
            }
            await().ignoreExceptions()
                    .until(() -> reset(group, new Target.Latest()).equals(new Reset(READ, 5L, END)));
        }
    }

    @Test
    void whatDoesNotExistIsNotReset() throws Exception {
        refused("nobody", READ, new Target.Latest(), Errors.GROUP_ID_NOT_FOUND);
        commit("somebody", 5);
        TopicPartition missing = new TopicPartition(READ.topic(), 2);
        refused("somebody", missing, new Target.Latest(), Errors.UNKNOWN_TOPIC_OR_PARTITION);
        refused("somebody", OTHER, new Target.ShiftBy(1), Errors.INVALID_REQUEST);
    }

    private static void commit(String group, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(READ, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private static Reset reset(String group, Target target) {
        return reset(group, Map.of(READ, target), false).getFirst();
    }

    private static List<Reset> reset(String group, Map<TopicPartition, Target> targets, boolean dryRun) {
        return resets.reset(group, targets, dryRun).toCompletableFuture().join();
    }

    private static void refused(String group, TopicPartition partition, Target target, Errors code) {
        assertThatThrownBy(() -> reset(group, Map.of(partition, target), true))
                .satisfies(failure -> assertThat(Stages.cause(failure))
                        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                                .isEqualTo(code)));
    }
}
