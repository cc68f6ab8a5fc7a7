package io.suiro.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.cluster.MetadataCommand;
import io.suiro.config.StaticSettings;
import io.suiro.log.AppendOrigin;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./suiro log verify} on the directory of a whole broker: what is printed where, and the exit status. */
class VerifyCommandTest {
    private static final int RECORDS = 20;
    private static final String SEGMENT = "orders-0/00000000000000000000.log";
    private static final String READ = "\\d+\\.\\d MB in \\d+\\.\\d s \\(\\d+ MB/s\\)\n";

    @TempDir
    Path temporary;

    private Path data;

    /** A topic of two partitions with a record to a batch in its first, closed cleanly. */
    @BeforeEach
    void fill() throws IOException {
        data = temporary.resolve("data");
        Broker broker = Broker.open(new BrokerOptions(data, StaticSettings.defaults(1), 1));
        broker.start();
        broker.announce("127.0.0.1", 9092).toCompletableFuture().join();
        broker.topics()
                .create(new MetadataCommand.CreateTopic("orders", 2, (short) 1, Map.of(), Map.of(), false))
                .toCompletableFuture()
                .join()
                .orThrow();
        for (int i = 0; i < RECORDS; i++) {
            ByteBuffer value = ByteBuffer.wrap(("value " + i).getBytes(UTF_8));
            ByteBuffer batch = new BatchBuilder(Codec.NONE)
                    .append(System.currentTimeMillis(), null, value)
                    .build();
            broker.partitions()
                    .get(new TopicPartition("orders", 0))
                    .appending()
                    .append(batch, AppendOrigin.CLIENT, false)
                    .acknowledged()
                    .join();
        }
        broker.close();
    }

    private Typed verify(String... options) {
        return Typed.run(Stream.concat(Stream.of("log", "verify", data.toString()), Stream.of(options)));
    }

    @Test
    void aSoundDirectoryIsSaidToBeSound() {
        Typed typed = verify();

        assertThat(typed.errors()).isEmpty();
        assertThat(typed.output())
                .matches("sound: 0 errors, 0 warnings; 2 partitions, 2 segments, 20 batches, " + READ);
        assertThat(typed.status()).isZero();
    }

    @Test
    void nothingIsChangedByVerifying() throws IOException {
        Files.delete(data.resolve("orders-0/00000000000000000000.index"));
        Map<Path, Long> before = files();
        verify();
        assertThat(files()).isEqualTo(before);
    }

    private Map<Path, Long> files() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toMap(file -> file, file -> file.toFile()
                    .lastModified()));
        }
    }

    @Test
    void eachDamageIsALineAndTheStatusOne() throws IOException {
        flip(SEGMENT, 70);

        Typed typed = verify();

        assertThat(typed.output())
                .matches(SEGMENT
                        + ": at 0: the batch of offsets 0 to 0 fails its checksum; not repairable: restore the file"
                        + " from a replica or a backup, or let consumers go on at offset 1\n"
                        + "damaged: 1 error, 0 warnings; 2 partitions, 2 segments, 19 batches, " + READ);
        assertThat(typed.status()).isEqualTo(1);
    }

    @Test
    void aRepairIsSaidAndVerifiedAgain() throws IOException {
        Path segment = data.resolve(SEGMENT);
        byte[] sound = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(sound, sound.length - 1));
        Files.delete(data.resolve("orders-0/00000000000000000000.timeindex"));

        Typed typed = verify("--repair");

        assertThat(typed.output())
                .contains(
                        SEGMENT + ": at ",
                        "damaged: ",
                        SEGMENT + ": cut off the last ",
                        "orders-0/00000000000000000000.timeindex: rebuilt from the log\n",
                        "recovery-point-offset-checkpoint: lowered orders-0 to 19\n")
                .matches("(?s).*\nsound: 0 errors, 0 warnings; 2 partitions, 2 segments, 19 batches, " + READ);
        assertThat(typed.status()).isZero();
        assertThat(verify("--repair").output()).startsWith("sound: ");
    }

    @Test
    void whatCannotBeRepairedIsLeftAndTheStatusStaysOne() throws IOException {
        flip(SEGMENT, 70);
        byte[] damaged = Files.readAllBytes(data.resolve(SEGMENT));
        Files.delete(data.resolve("orders-0/00000000000000000000.index"));

        Typed typed = verify("--repair");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.output())
                .contains(
                        "damaged: 2 errors",
                        "orders-0/00000000000000000000.index: rebuilt from the log\n",
                        "damaged: 1 error,");
        assertThat(Files.readAllBytes(data.resolve(SEGMENT))).isEqualTo(damaged);
    }

    @Test
    void onePartitionCanBeCheckedAlone() throws IOException {
        flip(SEGMENT, 70);

        assertThat(verify("--partition", "orders-1").output())
                .matches("sound: 0 errors, 0 warnings; 1 partition, 1 segment, 0 batches, " + READ);
        assertThat(verify("--partition", "orders-1", "--partition", "orders-0").status())
                .isEqualTo(1);
    }

    @Test
    void aWrongCommandLineIsRefused() {
        assertRefused("not in " + data + ": [orders-7]", "--partition", "orders-7");
        assertRefused("--partition orders is not TOPIC-N", "--partition", "orders");
        assertRefused("Unknown option: '--fix'", "--fix");
        Typed none = Typed.run(Stream.of("log"));
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.errors()).isEqualTo("suiro: a command is missing; ./suiro log --help tells more\n");
    }

    @Test
    void aDirectoryThatCannotBeCheckedIsRefused() throws IOException {
        data = temporary.resolve("nowhere");
        assertRefused(data + " is not there");
        Files.createDirectory(data);
        Files.writeString(data.resolve("letter.txt"), "dear");
        assertRefused(data + " is not a data directory: there is no meta.properties in it");
        assertThat(data.resolve(".lock")).doesNotExist();
        data = data.resolve("letter.txt");
        assertRefused("NotDirectory: " + data);
    }

    @Test
    void aDirectoryThatABrokerRunsOnIsRefused() throws IOException {
        Broker broker = Broker.open(new BrokerOptions(data, StaticSettings.defaults(1), 1));
        try {
            assertRefused("data directory " + data + " is in use: another broker runs on it");
        } finally {
            broker.close();
        }
    }

    private void assertRefused(String why, String... options) {
        Typed typed = verify(options);
        assertThat(typed.errors()).isEqualTo("suiro: " + why + "; ./suiro log verify --help tells more\n");
        assertThat(typed.output()).isEmpty();
        assertThat(typed.status()).isEqualTo(2);
    }

    @Test
    void helpTellsOptionsAndStatuses() {
        Typed typed = Typed.run(Stream.of("log", "verify", "--help"));

        assertThat(typed.status()).isZero();
        assertThat(typed.output())
                .contains(
                        "Usage: suiro log verify [-hV] [--repair] [--partition=TOPIC-N]... DIR",
                        "Exit status: 0 sound");
    }

    @Test
    void theMetadataIsHeldAgainstThePartitions() throws IOException {
        Path lost = data.resolve("orders-1");
        for (Path file : list(lost)) {
            Files.delete(file);
        }
        Files.delete(lost);
        Path identity = data.resolve("orders-0/partition.metadata");
        String sound = Files.readString(identity);
        Files.writeString(identity, "version: 0\ntopic_id: 4NJLf7wQSmyT2mmbKWyBVA");

        assertThat(verify().output())
                .contains("orders-0/partition.metadata: topic id 4NJLf7wQSmyT2mmbKWyBVA, where the metadata has ")
                .contains("orders-1: the partition is missing: the next start creates it, empty");

        Files.writeString(identity, "version: 0\n");
        Typed repaired = verify("--repair");
        assertThat(repaired.output()).contains("orders-0/partition.metadata: written from the metadata\n");
        assertThat(Files.readString(identity)).isEqualTo(sound);
    }

    @Test
    void damageToTheMetadataIsFoundAndNotRepaired() throws IOException {
        String log = "__cluster_metadata/00000000000000000000.log";
        flip(log, 60);

        Typed typed = verify("--repair");

        assertThat(typed.output()).containsPattern(log + ": at \\d+: .*; not repairable\n");
        assertThat(typed.status()).isEqualTo(1);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private void flip(String name, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(data.resolve(name));
        bytes[at] ^= 1;
        Files.write(data.resolve(name), bytes);
    }
}
