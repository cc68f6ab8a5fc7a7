package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./suiro log verify} as an operator types it, with a broker before and after. */
class LogVerifyIT {
    private static final TopicPartition NUMBERS = new TopicPartition("numbers", 0);
    private static final int LEAST_RECORDS = 2000;

    @TempDir
    Path directory;

    private Path data;
    private BrokerProcess broker;

    @BeforeEach
    void choose() {
        data = directory.resolve("data");
        broker = new BrokerProcess(data);
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private Suiro.Run verify(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("log", "verify", data.toString()));
        arguments.addAll(List.of(options));
        return Suiro.run(directory, arguments);
    }

    /** Writes numbered records into a topic of small segments. */
    private void write() throws Exception {
        try (var admin = broker.admin()) {
            NewTopic topic = new NewTopic(NUMBERS.topic(), 1, (short) 1)
                    .configs(Map.of("segment.bytes", String.valueOf(1 << 20), "index.interval.bytes", "1000"));
            admin.createTopics(List.of(topic)).all().get();
        }
        try (NumberedLoad load = new NumberedLoad(broker.bootstrap(), NUMBERS.topic(), 1, Map.of())) {
            await().until(() -> load.acknowledged() >= LEAST_RECORDS);
            load.pause();
            load.assertOnce(Stored.read(broker.bootstrap(), List.of(NUMBERS)));
        }
    }

    private List<Long> numbers() {
        return Stored.read(broker.bootstrap(), List.of(NUMBERS)).numbers(NUMBERS);
    }

    @Test
    void aRunningBrokersDirectoryIsRefusedAStoppedOnesSound() throws Exception {
        broker.start();
        write();

        assertThat(verify())
                .isEqualTo(new Suiro.Run(
                        2,
                        "suiro: data directory " + data + " is in use: another broker runs on it;"
                                + " ./suiro log verify --help tells more\n"));

        broker.stop();
        Suiro.Run stopped = verify();
        assertThat(stopped.output()).startsWith("sound: 0 errors, 0 warnings; ").hasLineCount(1);
        assertThat(stopped.status()).isZero();
    }

    @Test
    void aKilledBrokersDirectoryIsSound() throws Exception {
        broker.start();
        write();
        broker.kill();

        Suiro.Run killed = verify();
        assertThat(killed.output()).matches("(?s)(.* warning: .*\n)*sound: 0 errors, \\d+ warnings?; .*");
        assertThat(killed.status()).isZero();
    }

    @Test
    void aDamagedDirectoryIsRepairedAndServed() throws Exception {
        broker.start();
        write();
        List<Long> before = numbers();
        broker.stop();
        garble(data.resolve("numbers-0/00000000000000000000.index"));
        Path log = last(data.resolve("numbers-0"));
        String name = "numbers-0/" + log.getFileName();
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 10));

        Suiro.Run damaged = verify();
        assertThat(damaged.output()).contains(name + ": at ", "\ndamaged: ");
        assertThat(damaged.status()).isEqualTo(1);

        Suiro.Run repaired = verify("--repair");
        assertThat(repaired.output()).contains(name + ": cut off the last ", "\nsound: 0 errors, 0 warnings; ");
        assertThat(repaired.status()).isZero();

        broker.start();
        List<Long> after = numbers();
        assertThat(after).hasSizeBetween(1, before.size() - 1).isEqualTo(before.subList(0, after.size()));
        broker.stop();
    }

    /** Only the last segment's end can be torn, and on a busy machine there may be two. */
    private static Path last(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void garble(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 64;
        Files.write(file, bytes);
    }
}
