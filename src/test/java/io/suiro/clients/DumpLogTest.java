package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kafka-dump-log reads what a broker has left in its data directory. */
final class DumpLogTest {
    private static final int RECORDS = 3_000;

    @TempDir
    private static Path data;

    @TempDir
    private static Path files;

    private static KafkaTools tools;

    @BeforeAll
    static void fillAndClose() throws Exception {
        try (TestBroker broker = TestBroker.start(data)) {
            tools = new KafkaTools(files, broker.address());
            JavaClients clients = new JavaClients(broker);
            try (Admin admin = clients.admin()) {
                NewTopic rolling = new NewTopic("rolling", 1, (short) 1)
                        .configs(Map.of("segment.bytes", "1048576", "index.interval.bytes", "1000"));
                admin.createTopics(List.of(rolling)).all().get();
            }
            for (CompressionType codec : CompressionType.values()) {
                try (KafkaProducer<String, String> producer = clients.producer("compression.type", codec.name)) {
                    for (int i = 0; i < RECORDS; i++) {
                        var _ = producer.send(
                                new ProducerRecord<>("rolling", codec.name + i, i + "value".repeat(i % 200)));
                    }
                }
            }
            try (KafkaConsumer<String, String> consumer = clients.member("dumped")) {
                consumer.subscribe(List.of("rolling"));
                JavaClients.take(consumer, 1);
                consumer.commitSync();
            }
        }
    }

    @Test
    void segmentsAreReadRecordByRecord() throws Exception {
        assertThat(filesOf("rolling-0", ".log")).contains(",");
        List<String> dumped = tools.dumpLog("--deep-iteration", "--files", filesOf("rolling-0", ".log"))
                .run()
                .well()
                .lines();
        assertThat(dumped.stream().filter(line -> line.startsWith("| offset:")))
                .hasSize(RECORDS * CompressionType.values().length);
        assertThat(dumped).anyMatch(line -> line.contains("compresscodec: zstd") && line.contains("isvalid: true"));
        assertThat(dumped).noneMatch(line -> line.contains("isvalid: false"));
    }

    @Test
    void indexesAgreeWithTheirSegments() throws Exception {
        Program.Ended dumped = tools.dumpLog(
                        "--files", filesOf("rolling-0", ".index") + "," + filesOf("rolling-0", ".timeindex"))
                .run()
                .well();
        assertThat(dumped.output()).contains("offset: ", "timestamp: ");
        assertThat(dumped.said()).doesNotContainIgnoringCase("mismatch").doesNotContain("not found", "out of order");
        Program.Ended sane = tools.dumpLog("--index-sanity-check", "--files", filesOf("rolling-0", ".index"))
                .run()
                .well();
        assertThat(sane.output()).contains("passed sanity check.");
    }

    @Test
    void producerSnapshotsAreRead() throws Exception {
        Program.Ended dumped = tools.dumpLog("--files", filesOf("rolling-0", ".snapshot"))
                .run()
                .well();
        assertThat(dumped.output()).contains("producerId: ", "producerEpoch: 0", "lastOffset: ");
    }

    @Test
    void groupsAndTheirOffsetsAreDecoded() throws Exception {
        String logs;
        try (Stream<Path> partitions = Files.list(data)) {
            logs = partitions
                    .filter(partition -> partition.getFileName().toString().startsWith("__consumer_offsets-"))
                    .map(partition ->
                            partition.resolve("00000000000000000000.log").toString())
                    .collect(Collectors.joining(","));
        }
        Program.Ended dumped =
                tools.dumpLog("--offsets-decoder", "--files", logs).run().well();
        assertThat(dumped.output())
                .contains("{\"type\":\"1\",\"data\":{\"group\":\"dumped\",\"topic\":\"rolling\",\"partition\":0}}")
                .contains("{\"type\":\"2\",\"data\":{\"group\":\"dumped\"}}")
                .contains("\"protocolType\":\"consumer\"")
                .doesNotContain("could not be decoded");
    }

    private static String filesOf(String partition, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(data.resolve(partition))) {
            return all.map(Path::toString)
                    .filter(file -> file.endsWith(suffix))
                    .sorted()
                    .collect(Collectors.joining(","));
        }
    }
}
