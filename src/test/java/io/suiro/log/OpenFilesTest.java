package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A broker may have more partitions than a process may have files. */
@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
    @TempDir
    Path root;

    @Test
    void aPartitionHasAFileOpenOnceItIsWrittenAndNotBefore() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        assertThat(openFiles(root)).isZero();

        fixture.append("one");
        assertThat(openFiles(root)).isEqualTo(1);

        fixture.closeAndReopen();
        assertThat(openFiles(root)).isZero();

        fixture.append("two");
        fixture.killAndReopen();
        assertThat(openFiles(root)).isZero();
        assertThat(fixture.readAll()).hasSize(2);
        fixture.directory.close();
    }

    @Test
    void morePartitionsThanFilesAreWrittenAndRead() throws IOException {
        int most = 6;
        LogDirectory directory = LogDirectory.open(diskWithRoomFor(8), root, "cluster", 1, Clock.SYSTEM);
        List<PartitionLog> logs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            logs.add(directory.openLog(new TopicPartition("orders", i), LogFixture.TOPIC_ID, config().build()));
        }
        directory.forceCreated();
        append(logs.getFirst(), "round 0");
        try (LogSlice held = logs.getFirst().read(0, 1000, 1, true)) {
            for (int round = 1; round <= 3; round++) {
                for (PartitionLog log : logs) {
                    append(log, "round " + round);
                    assertThat(openFiles(root)).isLessThanOrEqualTo(most);
                }
            }
            assertThat(held.read().remaining()).isPositive();
        }
        for (PartitionLog log : logs.subList(1, logs.size())) {
            assertThat(LogFixture.readAll(log, 0, 1000)).hasSize(3);
            assertThat(openFiles(root)).isLessThanOrEqualTo(most);
        }
        directory.close();
    }

    private static void append(PartitionLog log, String value) throws IOException {
        log.append(LogFixture.batch(LogFixture.START_MS, value), AppendOrigin.CLIENT, 0);
    }

    /** The real one, in a process that may have so many files. */
    private static Disk diskWithRoomFor(int files) {
        Disk real = new FileSystemDisk();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (self, method, arguments) -> {
                    try {
                        return "maxOpenFiles".equals(method.getName()) ? files : method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static long openFiles(Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> isSegmentIn(directory, each)).count();
        }
    }

    private static boolean isSegmentIn(Path directory, Path descriptor) {
        try {
            Path file = Files.readSymbolicLink(descriptor);
            return file.startsWith(directory) && file.toString().endsWith(FileNames.LOG);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
