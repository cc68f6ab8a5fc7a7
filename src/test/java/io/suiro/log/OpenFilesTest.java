package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
        assertThat(openFiles(fixture)).isZero();

        fixture.append("one");
        assertThat(openFiles(fixture)).isEqualTo(1);

        fixture.closeAndReopen();
        assertThat(openFiles(fixture)).isZero();

        fixture.append("two");
        fixture.killAndReopen();
        assertThat(openFiles(fixture)).isZero();
        assertThat(fixture.readAll()).hasSize(2);
        fixture.directory.close();
    }

    private static long openFiles(LogFixture fixture) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> isOf(fixture, each)).count();
        }
    }

    private static boolean isOf(LogFixture fixture, Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(fixture.partition());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
