package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's command line tools that talk to brokers, unchanged. */
final class KafkaToolsTest {
    @TempDir
    private static Path data;

    @TempDir
    private static Path files;

    private static TestBroker broker;
    private static KafkaTools tools;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data);
        tools = new KafkaTools(files, broker.address());
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @Test
    void topicsAreCreatedListedDescribedAlteredAndDeleted() throws Exception {
        say(
                tools.topics("--create", "--topic", "t", "--partitions", "2", "--config", "retention.ms=1000"),
                "Created topic t.");
        say(tools.topics("--list"), "t");
        say(
                tools.topics("--describe", "--topic", "t"),
                "Topic: t",
                "PartitionCount: 2",
                "ReplicationFactor: 1",
                "Configs: retention.ms=1000",
                "Leader: 1");
        tools.topics("--alter", "--topic", "t", "--partitions", "3").run().well();
        say(tools.topics("--describe", "--topic", "t"), "PartitionCount: 3");
        tools.topics("--delete", "--topic", "t").run().well();
        assertThat(tools.topics("--describe", "--topic", "t").run().said()).contains("Topic 't' does not exist");
    }

    @Test
    void transactionsAreListedDescribedAndAborted() throws Exception {
        JavaClients clients = new JavaClients(broker);
        TopicPartition partition = clients.topic("hanging", 1);
        try (KafkaProducer<String, String> producer = clients.producer("transactional.id", "hangs");
                KafkaConsumer<String, String> committed = clients.consumer("isolation.level", "read_committed")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("hanging", "lost")).get();
            say(tools.transactions("list"), "hangs", "Ongoing");
            say(tools.transactions("describe", "--transactional-id", "hangs"), "hangs", "Ongoing", "hanging-0");
            say(tools.transactions("describe-producers", "--topic", "hanging", "--partition", "0"), "ProducerId");
            say(tools.transactions("find-hanging", "--broker-id", "1"), "CoordinatorEpoch");
            tools.transactions("abort", "--topic", "hanging", "--partition", "0", "--start-offset", "0")
                    .run()
                    .well();
            try (KafkaProducer<String, String> plain = clients.producer()) {
                plain.send(new ProducerRecord<>("hanging", "after")).get();
            }
            committed.assign(List.of(partition));
            assertThat(JavaClients.valuesOf(JavaClients.take(committed, 1))).containsExactly("after");
        }
    }

    @Test
    void whatIsTypedIntoTheProducerComesOutOfTheConsumer() throws Exception {
        tools.consoleProducer("--topic", "typed", "--property", "parse.key=true", "--property", "key.separator=:")
                .run("k1:one\nk2:two\n")
                .well();
        Program.Ended read = tools.consoleConsumer(
                        "--topic",
                        "typed",
                        "--group",
                        "console",
                        "--from-beginning",
                        "--max-messages",
                        "2",
                        "--formatter-property",
                        "print.key=true",
                        "--formatter-property",
                        "print.offset=true")
                .run()
                .well();
        assertThat(read.lines()).containsExactly("Offset:0\tk1\tone", "Offset:1\tk2\ttwo");
    }

    @Test
    void groupsAreListedDescribedResetAndDeleted() throws Exception {
        tools.consoleProducer("--topic", "grouped").run("a\nb\nc\n").well();
        tools.consoleConsumer("--topic", "grouped", "--group", "g", "--from-beginning", "--max-messages", "3")
                .run()
                .well();
        say(tools.groups("--list"), "g");
        await().untilAsserted(() -> assertThat(row(tools.groups("--describe", "--group", "g"), "grouped"))
                .containsSequence("grouped", "0", "3", "3", "0"));
        say(tools.groups("--describe", "--group", "g", "--members"), "has no active members");
        say(tools.groups("--describe", "--group", "g", "--state"), "Empty");
        Program reset = tools.groups("--reset-offsets", "--group", "g", "--topic", "grouped", "--to-earliest");
        assertThat(row(reset.with("--execute"), "grouped")).endsWith("0");
        assertThat(row(tools.groups("--describe", "--group", "g"), "grouped")).containsSequence("0", "0", "3", "3");
        say(tools.groups("--delete", "--group", "g"), "was successful");
        assertThat(tools.groups("--list").run().well().lines()).doesNotContain("g");
    }

    @Test
    void aGroupInUseIsDescribedWithItsMembers() throws Exception {
        JavaClients clients = new JavaClients(broker);
        clients.topic("in-use", 2);
        try (var consumer = clients.member("in-use", "client.id", "reader");
                var producer = clients.producer()) {
            producer.send(new ProducerRecord<>("in-use", "v")).get();
            consumer.subscribe(List.of("in-use"));
            JavaClients.take(consumer, 1);
            say(tools.groups("--describe", "--group", "in-use", "--members", "--verbose"), "reader", "in-use:0,1");
            say(tools.groups("--describe", "--group", "in-use", "--state"), "Stable", "range", broker.address());
        }
    }

    @Test
    void settingsOfTopicsAndBrokersAreAlteredAndDescribed() throws Exception {
        tools.topics("--create", "--topic", "set").run().well();
        String[] topic = {"--entity-type", "topics", "--entity-name", "set"};
        say(tools.configs(topic).with("--alter", "--add-config", "retention.ms=5000"), "Completed updating config");
        say(tools.configs(topic).with("--describe"), "retention.ms=5000", "DYNAMIC_TOPIC_CONFIG:retention.ms=5000");
        tools.configs(topic)
                .with("--alter", "--delete-config", "retention.ms")
                .run()
                .well();
        assertThat(tools.configs(topic).with("--describe").run().well().output())
                .doesNotContain("retention.ms");
        String[] one = {"--entity-type", "brokers", "--entity-name", "" + TestBroker.ID};
        tools.configs(one)
                .with("--alter", "--add-config", "log.retention.ms=7000")
                .run()
                .well();
        say(tools.configs(one).with("--describe"), "DYNAMIC_BROKER_CONFIG:log.retention.ms=7000");
        say(tools.configs(one).with("--describe", "--all"), "num.partitions=", "DEFAULT_CONFIG:");
        tools.configs(one)
                .with("--alter", "--delete-config", "log.retention.ms")
                .run()
                .well();
        String[] all = {"--entity-type", "brokers", "--entity-default"};
        tools.configs(all)
                .with("--alter", "--add-config", "log.retention.bytes=8000000")
                .run()
                .well();
        say(tools.configs(all).with("--describe"), "Default configs for brokers", "log.retention.bytes=8000000");
    }

    @Test
    void settingsOfAGroupAreShownAndAltered() throws Exception {
        String[] group = {"--entity-type", "groups", "--entity-name", "configured"};
        say(
                tools.configs(group).with("--alter", "--add-config", "consumer.session.timeout.ms=50000"),
                "Completed updating config");
        say(
                tools.configs(group).with("--describe"),
                "Dynamic configs for group configured",
                "consumer.session.timeout.ms=50000",
                "DYNAMIC_GROUP_CONFIG:consumer.session.timeout.ms=50000");
        say(tools.configs("--entity-type", "groups").with("--describe"), "Dynamic configs for group configured");
        tools.configs(group)
                .with("--alter", "--delete-config", "consumer.session.timeout.ms")
                .run()
                .well();
        assertThat(tools.configs(group).with("--describe").run().well().output())
                .doesNotContain("consumer.session.timeout.ms=50000");
    }

    @Test
    void offsetsAreToldAndRecordsDeleted() throws Exception {
        tools.consoleProducer("--topic", "cut").run("a\nb\nc\n").well();
        say(tools.getOffsets("--topic", "cut"), "cut:0:3");
        String before = tools.file("""
                {"partitions": [{"topic": "cut", "partition": 0, "offset": 2}], "version": 1}""");
        say(tools.deleteRecords("--offset-json-file", before), "low_watermark: 2");
        say(tools.getOffsets("--topic", "cut", "--time", "earliest"), "cut:0:2");
        say(tools.getOffsets("--topic", "cut", "--time", "max-timestamp"), "cut:0:2");
    }

    @Test
    void logDirectoriesAreDescribed() throws Exception {
        tools.topics("--create", "--topic", "stored").run().well();
        say(tools.logDirs("--describe", "--topic-list", "stored"), "\"partition\":\"stored-0\"", data.toString());
    }

    @Test
    void everyApiIsUsableByThisVersionOfTheTools() throws Exception {
        say(tools.brokerApiVersions(), "Produce(0): 0 to 13 [usable: 13]", "ListConfigResources(74): 0 to 1");
    }

    @Test
    void thePerformanceToolsRun() throws Exception {
        say(
                tools.producerPerformance(
                        "--topic", "perf", "--num-records", "20000", "--record-size", "100", "--throughput", "-1"),
                "20000 records sent");
        Program.Ended read = tools.consumerPerformance("--topic", "perf", "--num-records", "20000")
                .run()
                .well();
        assertThat(columns(read.lines().getLast(), ", ")).element(4).isEqualTo("20000");
    }

    private static void say(Program program, String... parts) throws Exception {
        assertThat(program.run().well().said()).contains(parts);
    }

    /** The columns of the line of a table that has this word. */
    private static List<String> row(Program program, String word) throws Exception {
        return program.run().well().lines().stream()
                .map(line -> columns(line.strip(), "\\s+"))
                .filter(columns -> columns.contains(word))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> columns(String line, String separator) {
        return Pattern.compile(separator).splitAsStream(line).toList();
    }
}
