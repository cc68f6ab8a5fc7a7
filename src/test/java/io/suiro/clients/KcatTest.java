package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kcat, and with it librdkafka: what it sends is what it gets. */
final class KcatTest {
    private static final String KCAT = "/usr/bin/kcat";
    private static final int LINES = 60_000;

    @TempDir
    private static Path data;

    @TempDir
    private static Path files;

    private static TestBroker broker;
    private static Path text;

    @BeforeAll
    static void start() throws Exception {
        Program.assumeThatRuns(files, KCAT, "-V");
        broker = TestBroker.start(data);
        text = lines(new Random(4711));
    }

    @AfterAll
    static void close() {
        if (broker != null) {
            broker.close();
        }
    }

    /** A few megabytes of text, some lines of which are long; none is empty, for kcat does not send those. */
    private static Path lines(Random random) throws IOException {
        Path file = Files.createTempFile(files, "text", "txt");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < LINES; i++) {
                writer.write(i + " ");
                writer.write("words ".repeat(i % 1_000 == 0 ? 20_000 : random.nextInt(20)));
                writer.write('\n');
            }
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void aFileComesBackByteForByteThroughAGroup(String codec) throws Exception {
        String topic = "file-" + codec;
        kcat("-P", "-t", topic, "-z", codec).run(text).well();
        Program.Ended read = kcat("-G", "group-" + codec, "-X", "auto.offset.reset=earliest", "-c", LINES + "", topic)
                .run()
                .well();
        assertThat(read.outputFile()).hasSameBinaryContentAs(text);
    }

    @Test
    void anotherRunOfAGroupGoesOnWhereTheFirstStopped() throws Exception {
        kcat("-P", "-t", "go-on").run("one\ntwo\nthree\n").well();
        String[] group = {"-G", "go-on", "-X", "auto.offset.reset=earliest", "-e", "go-on"};
        assertThat(kcat(group).run().well().lines()).containsExactly("one", "two", "three");
        kcat("-P", "-t", "go-on").run("four\n").well();
        assertThat(kcat(group).run().well().lines()).containsExactly("four");
    }

    @Test
    void keysHeadersAndTombstonesComeBack() throws Exception {
        kcat("-P", "-t", "keyed", "-K", ":", "-H", "colour=blue", "-Z")
                .run("k:v\ngone:\n")
                .well();
        Program.Ended read =
                kcat("-C", "-t", "keyed", "-e", "-f", "%o %k %S %h\\n").run().well();
        assertThat(read.lines()).containsExactly("0 k 1 colour=blue", "1 gone -1 colour=blue");
    }

    @Test
    void anIdempotentProducerIsServed() throws Exception {
        kcat("-P", "-t", "idempotent", "-X", "enable.idempotence=true")
                .run("a\nb\n")
                .well();
        assertThat(kcat("-C", "-t", "idempotent", "-e").run().well().lines()).containsExactly("a", "b");
    }

    @Test
    void metadataListBrokersAndTopics() throws Exception {
        kcat("-P", "-t", "listed").run("v\n").well();
        String listed = kcat("-L").run().well().output();
        assertThat(listed)
                .contains("broker " + TestBroker.ID + " at " + broker.address())
                .contains("topic \"listed\" with 1 partitions")
                .contains("partition 0, leader " + TestBroker.ID + ", replicas: " + TestBroker.ID);
    }

    @Test
    void offsetsAreQueriedByTime() throws Exception {
        kcat("-P", "-t", "queried").run("a\nb\nc\n").well();
        assertThat(offset("queried:0:0")).isEqualTo("queried [0] offset 0");
        assertThat(offset("queried:0:-1")).isEqualTo("queried [0] offset 3");
        assertThat(offset("queried:0:-2")).isEqualTo("queried [0] offset 0");
        String last = kcat("-C", "-t", "queried", "-o", "2", "-c", "1", "-f", "%T")
                .run()
                .well()
                .output();
        assertThat(offset("queried:0:" + last)).startsWith("queried [0] offset ");
    }

    @Test
    void aTopicIsReadFromTheEndAndFromAnOffset() throws Exception {
        kcat("-P", "-t", "positions").run("a\nb\nc\nd\n").well();
        assertThat(kcat("-C", "-t", "positions", "-o", "-1", "-e").run().well().lines())
                .containsExactly("d");
        assertThat(kcat("-C", "-t", "positions", "-o", "1", "-c", "2")
                        .run()
                        .well()
                        .lines())
                .containsExactly("b", "c");
    }

    private static String offset(String query) throws Exception {
        return kcat("-Q", "-t", query).run().well().output().strip();
    }

    private static Program kcat(String... arguments) {
        return Program.of(files, KCAT, "-q", "-b", broker.address()).with(arguments);
    }
}
