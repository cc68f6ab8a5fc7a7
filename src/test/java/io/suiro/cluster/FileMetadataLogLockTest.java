package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system. */
class FileMetadataLogLockTest {
    @TempDir
    Path data;

    private FileMetadataLog open() throws IOException {
        return FileMetadataLog.open(new FileSystemDisk(), data.resolve("__cluster_metadata"), Uuid::randomUuid);
    }

    @Test
    void aSecondBrokerOnTheSameDirectoryIsKeptOffTheLog() throws IOException {
        FileMetadataLog log = open();
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use");
        log.append(List.of("entry".getBytes(StandardCharsets.UTF_8)));
        log.close();

        FileMetadataLog again = open();
        assertThat(again.lastIndex()).isZero();
        assertThat(again.clusterId()).isEqualTo(log.clusterId());
        again.snapshot("state".getBytes(StandardCharsets.UTF_8));
        again.close();
        open().close();
    }
}
