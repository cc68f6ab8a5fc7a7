package io.suiro.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileSystemDiskTest {
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void asManyFilesMayBeOpenAsTheJdkSays() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assertThat(new FileSystemDisk().maxOpenFiles())
                .isEqualTo((int) Math.min(system.getMaxFileDescriptorCount(), Integer.MAX_VALUE));
    }

    @Test
    void whatIsNotForcedIsWrittenAllTheSame(@TempDir Path directory) throws IOException {
        Disk disk = FileSystemDisk.temporary();
        Path file = directory.resolve("file");
        disk.replace(file, new byte[] {1, 2});
        try (DiskFile opened = disk.open(file)) {
            opened.force();
        }
        disk.forceDirectory(directory);
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2);
    }
}
