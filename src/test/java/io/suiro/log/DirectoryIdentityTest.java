package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryIdentityTest {
    private static final Uuid ID = Uuid.randomUuid();

    @TempDir
    Path root;

    private Path file;

    @BeforeEach
    void name() {
        file = root.resolve("meta.properties");
    }

    private @Nullable DirectoryIdentity find() throws IOException {
        return DirectoryIdentity.find(new FileSystemDisk(), root);
    }

    @Test
    void aDirectoryWithoutTheFileIsNobodys() throws IOException {
        assertThat(find()).isNull();
    }

    @Test
    void whatKafkaWritesIsRead() throws IOException {
        Files.writeString(
                file,
                "#\n#Wed Nov 25 20:04:17 UTC 2026\ncluster.id=4L6g3nShT-eMCtK--X86sw\ndirectory.id=" + ID
                        + "\nnode.id=1\nversion=1\n");
        assertThat(find()).isEqualTo(new DirectoryIdentity("4L6g3nShT-eMCtK--X86sw", 1, ID));
    }

    @Test
    void anOlderOneHasNoIdUntilItIsClaimed() throws IOException {
        Files.writeString(file, "version=1\ncluster.id=cluster\nnode.id=7\n");
        assertThat(find()).isEqualTo(new DirectoryIdentity("cluster", 7, Uuid.ZERO_UUID));

        DirectoryIdentity claimed = DirectoryIdentity.claim(new FileSystemDisk(), root, "cluster", 7);

        assertThat(claimed.directoryId()).isNotEqualTo(Uuid.ZERO_UUID);
        assertThat(find()).isEqualTo(claimed);
    }

    @ParameterizedTest
    @CsvSource({
        "version=0;broker.id=1, says version=0 where only 1 can be read",
        "version=1;node.id=1, lacks cluster.id",
        "version=1;cluster.id=cluster, lacks node.id",
        "version=1;cluster.id=cluster;node.id=one, has a value that cannot be read",
        "version=1;cluster.id=cluster;node.id=1;directory.id=!, has a value that cannot be read"
    })
    void whatCannotBeReadIsRefused(String content, String complaint) throws IOException {
        Files.writeString(file, content.replace(';', '\n'));
        assertThatThrownBy(this::find).isInstanceOf(IOException.class).hasMessageStartingWith(file + " " + complaint);
    }
}
