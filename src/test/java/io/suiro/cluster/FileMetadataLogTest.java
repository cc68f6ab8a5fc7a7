package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.DiskFullException;
import io.suiro.base.FaultDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileMetadataLogTest {
    private static final Path DIRECTORY = TestCluster.DIRECTORY;
    private static final Path FIRST_LOG = DIRECTORY.resolve("00000000000000000000.log");

    private final FaultDisk disk = new FaultDisk();

    private FileMetadataLog open() throws IOException {
        return FileMetadataLog.open(disk, DIRECTORY, TestCluster.ids(new Random(1)));
    }

    /** Index and content of all entries, the snapshot's state first. */
    private static List<String> content(MetadataLog log) throws IOException {
        List<String> content = new ArrayList<>();
        log.replay(new MetadataLog.StateMachine() {
            @Override
            public void restore(long index, byte[] state) {
                content.add(index + "=" + new String(state, StandardCharsets.UTF_8));
            }

            @Override
            public void apply(long index, byte[] entry) {
                content.add(index + ":" + new String(entry, StandardCharsets.UTF_8));
            }
        });
        return content;
    }

    private static List<byte[]> entries(String... texts) {
        List<byte[]> entries = new ArrayList<>();
        for (String text : texts) {
            entries.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return entries;
    }

    @Test
    void whatWasAppendedIsThereAfterACrash() throws IOException {
        FileMetadataLog log = open();
        log.append(entries("a", "b"));
        log.append(entries("c"));
        assertThat(log.lastIndex()).isEqualTo(2);
        disk.crash(0);
        FileMetadataLog again = open();
        assertThat(content(again)).containsExactly("0:a", "1:b", "2:c");
        assertThat(again.lastIndex()).isEqualTo(2);
        assertThat(again.clusterId()).isEqualTo(log.clusterId());
        assertThat(again.term()).isEqualTo(log.term() + 1);
    }

    @Test
    void aGroupThatWasTornAtAnyByteIsCutWholly() throws IOException {
        byte[] kept = new byte[300];
        for (int left = 0; ; left++) {
            FaultDisk torn = new FaultDisk();
            FileMetadataLog log = FileMetadataLog.open(torn, DIRECTORY, TestCluster.ids(new Random(1)));
            log.append(entries("acknowledged"));
            torn.failAfter(FaultDisk.Operation.FORCE, 0);
            assertThatThrownBy(() -> log.append(List.of(kept, kept))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> log.append(entries("later"))).hasMessageContaining("failed before");
            torn.crash(left);

            FileMetadataLog again = FileMetadataLog.open(torn, DIRECTORY, TestCluster.ids(new Random(1)));
            if (again.lastIndex() > 0) {
                assertThat(left).isEqualTo(new MetadataFrame(1, 1, List.of(kept, kept)).sizeInBytes());
                assertThat(again.lastIndex()).isEqualTo(2);
                return;
            }
            assertThat(content(again)).containsExactly("0:acknowledged");
            again.append(entries("next"));
            assertThat(again.lastIndex()).isEqualTo(1);
        }
    }

    @Test
    void aFlippedBitAnywhereBeforeTheLastFrameStopsTheStart() throws IOException {
        FileMetadataLog log = open();
        log.append(entries("one", "two"));
        log.append(entries("three"));
        log.close();
        int end = disk.readAll(FIRST_LOG).length - new MetadataFrame(1, 3, List.of()).sizeInBytes();
        for (int position = 0; position < end; position++) {
            disk.flipBit(FIRST_LOG, position);
            assertThatThrownBy(this::open)
                    .isInstanceOf(MetadataCorruptException.class)
                    .hasMessageContaining(FIRST_LOG.toString());
            disk.flipBit(FIRST_LOG, position);
        }
        assertThat(content(open())).containsExactly("0:one", "1:two", "2:three");
    }

    @Test
    void theMessageNamesFileAndPosition() throws IOException {
        FileMetadataLog log = open();
        log.append(entries("one"));
        log.close();
        int first = MetadataFiles.LOG_HEADER_BYTES + new MetadataFrame(1, 0, List.of()).sizeInBytes();
        disk.flipBit(FIRST_LOG, first + 36);
        assertThatThrownBy(this::open).hasMessageContaining(FIRST_LOG + " is damaged at byte " + first);
    }

    @Test
    void aSnapshotTakesTheLogsPlace() throws IOException {
        FileMetadataLog log = open();
        log.append(entries("a", "b"));
        assertThat(log.bytesBehindSnapshot()).isPositive();
        log.snapshot("ab".getBytes(StandardCharsets.UTF_8));
        assertThat(log.bytesBehindSnapshot()).isZero();
        log.append(entries("c"));
        disk.crash(0);
        assertThat(content(open())).containsExactly("1=ab", "2:c");
        assertThat(disk.exists(FIRST_LOG)).isFalse();
    }

    @Test
    void aSnapshotThatFindsNoRoomIsTakenLaterAndLosesNothing() throws IOException {
        for (int bytes = 0; bytes < 80; bytes++) {
            FaultDisk full = new FaultDisk();
            FileMetadataLog log = FileMetadataLog.open(full, DIRECTORY, TestCluster.ids(new Random(1)));
            log.append(entries("a", "b"));
            full.capacity(full.used() + bytes);
            boolean taken = true;
            try {
                log.snapshot("ab".getBytes(StandardCharsets.UTF_8));
            } catch (DiskFullException e) {
                taken = false;
            }
            full.capacity(Long.MAX_VALUE);
            log.append(entries("c"));
            if (bytes % 2 == 0) {
                log.snapshot("abc".getBytes(StandardCharsets.UTF_8));
            }
            full.crash(0);
            FileMetadataLog again = FileMetadataLog.open(full, DIRECTORY, TestCluster.ids(new Random(1)));
            assertThat(again.lastIndex())
                    .as("%d bytes, snapshot taken: %s", bytes, taken)
                    .isEqualTo(2);
            assertThat(content(again)).isIn(List.of("0:a", "1:b", "2:c"), List.of("1=ab", "2:c"), List.of("2=abc"));
        }
    }

    @Test
    void aSnapshotCutShortAtAnyWriteLosesNothing() throws IOException {
        for (int bytes = 0; bytes < 80; bytes++) {
            FaultDisk full = new FaultDisk();
            FileMetadataLog log = FileMetadataLog.open(full, DIRECTORY, TestCluster.ids(new Random(1)));
            log.append(entries("a", "b"));
            full.failWritesAfterBytes(bytes);
            boolean taken = true;
            try {
                log.snapshot("ab".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                taken = false;
            }
            full.crash(Integer.MAX_VALUE);
            FileMetadataLog again = FileMetadataLog.open(full, DIRECTORY, TestCluster.ids(new Random(1)));
            assertThat(again.lastIndex())
                    .as("%d bytes, snapshot taken: %s", bytes, taken)
                    .isEqualTo(1);
            assertThat(content(again)).isIn(List.of("0:a", "1:b"), List.of("1=ab"));
            again.append(entries("c"));
        }
    }

    @Test
    void aDamagedSnapshotStopsTheStart() throws IOException {
        FileMetadataLog log = open();
        log.append(entries("a"));
        log.snapshot("a".getBytes(StandardCharsets.UTF_8));
        log.close();
        disk.flipBit(DIRECTORY.resolve("00000000000000000000.snapshot"), 26);
        assertThatThrownBy(this::open)
                .isInstanceOf(MetadataCorruptException.class)
                .hasMessageContaining("00000000000000000000.snapshot is damaged");
    }

    @Test
    void aLogThatWasLostStopsTheStart() throws IOException {
        open().close();
        disk.delete(FIRST_LOG);
        assertThatThrownBy(this::open).hasMessageContaining("the log was lost");
    }

    @Test
    void aClusterIdThatWasLostStopsTheStart() throws IOException {
        FileMetadataLog log = open();
        log.append(entries("a"));
        log.close();
        disk.delete(DIRECTORY.resolve("meta"));
        assertThatThrownBy(this::open).hasMessageContaining("meta is missing");
    }
}
