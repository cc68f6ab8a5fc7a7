package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own log takes up a partition wherever ours left it, though index files may not be there yet. */
class OpenedByKafkaTest {
    @TempDir
    Path root;

    @Test
    void afterACleanEnd() throws Exception {
        LogFixture fixture = written();
        fixture.directory.close();

        assertThat(values(fixture.partition(), true)).isEqualTo(expected());
    }

    @Test
    void afterAKill() throws Exception {
        LogFixture fixture = written();
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
        assertThat(files(fixture, FileNames.INDEX))
                .hasSize(files(fixture, FileNames.LOG).size() - 1);

        assertThat(values(fixture.partition(), false)).isEqualTo(expected());
    }

    @Test
    void aLogWithoutRecords() throws Exception {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.directory.close();
        assertThat(fixture.file(0, FileNames.INDEX)).doesNotExist();

        assertThat(values(fixture.partition(), true)).isEmpty();
    }

    private LogFixture written() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(400).indexIntervalBytes(0).build());
        for (String value : expected()) {
            fixture.append(value);
        }
        return fixture;
    }

    private static List<Path> files(LogFixture fixture, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(fixture.partition())) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private static List<String> expected() {
        return IntStream.range(0, 20).mapToObj(i -> "value " + i).toList();
    }

    private static List<String> values(Path partition, boolean clean) throws Exception {
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        try (UnifiedLog log =
                KafkaLog.open(partition, Map.of("retention.ms", -1), scheduler, Time.SYSTEM, clean, null)) {
            List<String> values = new ArrayList<>();
            while (values.size() < log.logEndOffset()) {
                for (Record record : log.read(values.size(), 1 << 20, FetchIsolation.LOG_END, true)
                        .records
                        .records()) {
                    values.add(UTF_8.decode(record.value()).toString());
                }
            }
            return values;
        } finally {
            scheduler.shutdown();
        }
    }
}
