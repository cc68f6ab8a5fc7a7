package io.suiro.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.DiskFullException;
import io.suiro.base.FaultDisk;
import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRaftStorageTest {
    private static final Path DIRECTORY = SimulatedNode.DIRECTORY;
    private static final Uuid ID = new Uuid(1, 2);
    private static final Voter VOTER = new Voter(3, new Uuid(4, 5));

    private final FaultDisk disk = new FaultDisk();

    private static FileRaftStorage create(FaultDisk disk) throws IOException {
        return FileRaftStorage.create(disk, DIRECTORY, "cluster", ID, true);
    }

    private static FileRaftStorage open(FaultDisk disk) throws IOException {
        return FileRaftStorage.open(disk, DIRECTORY, () -> {
            throw new AssertionError("a directory id is made once");
        });
    }

    private static LogEntry entry(long term, String text) {
        return new LogEntry(term, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Snapshot and entries as words. */
    private static List<String> content(RaftStorage.Stored stored) {
        List<String> content = new ArrayList<>();
        Snapshot snapshot = stored.snapshot();
        if (snapshot != null) {
            content.add(snapshot.index() + "=" + new String(snapshot.state(), StandardCharsets.UTF_8));
        }
        stored.entries()
                .forEach(entry -> content.add(entry.term() + ":" + new String(entry.bytes(), StandardCharsets.UTF_8)));
        return content;
    }

    private interface Work {
        void with(FileRaftStorage storage) throws IOException;
    }

    /** What may be found when the work fails at its n-th operation of a kind and the power goes, for each n and kind. */
    private static List<List<String>> afterACrashAnywhere(Work before, Work work) throws IOException {
        List<List<String>> found = new ArrayList<>();
        for (FaultDisk.Operation operation : FaultDisk.Operation.values()) {
            boolean failed = true;
            for (int successes = 0; failed; successes++) {
                for (int seed = 0; seed < 8; seed++) {
                    FaultDisk torn = new FaultDisk(seed);
                    FileRaftStorage storage = create(torn);
                    before.with(storage);
                    torn.failAfter(operation, successes);
                    try {
                        work.with(storage);
                        failed = false;
                    } catch (IOException e) {
                        failed = true;
                    }
                    torn.crash();
                    RaftStorage.Stored stored = open(torn).stored();
                    List<String> content = content(stored);
                    content.addFirst(stored.term() + " " + (stored.vote() == null ? "-" : "voted"));
                    found.add(content);
                }
            }
        }
        return found.stream().distinct().toList();
    }

    @Test
    void allThatWasStoredIsThereAfterACrash() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.vote(4, VOTER);
        storage.append(0, List.of(entry(1, "a"), entry(1, "b"), entry(3, "c")));
        storage.append(3, List.of(entry(4, "d")));
        disk.crash(0);
        FileRaftStorage again = open(disk);
        RaftStorage.Stored stored = again.stored();
        assertThat(stored.term()).isEqualTo(4);
        assertThat(stored.vote()).isEqualTo(VOTER);
        assertThat(content(stored)).containsExactly("1:a", "1:b", "3:c", "4:d");
        assertThat(again.clusterId()).isEqualTo("cluster");
        assertThat(again.directoryId()).isEqualTo(ID);
        assertThat(again.isFounder()).isTrue();
    }

    @Test
    void aTailThatIsReplacedIsTheOldOrTheNewOneAfterACrash() throws IOException {
        List<List<String>> found = afterACrashAnywhere(
                storage -> storage.append(0, List.of(entry(1, "a"), entry(2, "b"), entry(5, "c"), entry(5, "d"))),
                storage -> storage.append(2, List.of(entry(3, "C"), entry(4, "D"))));
        assertThat(found)
                .contains(List.of("5 -", "1:a", "2:b", "5:c", "5:d"), List.of("5 -", "1:a", "2:b", "3:C", "4:D"))
                .isSubsetOf(
                        List.of("5 -", "1:a", "2:b", "5:c", "5:d"),
                        List.of("5 -", "1:a", "2:b", "3:C"),
                        List.of("5 -", "1:a", "2:b", "3:C", "4:D"));
    }

    @Test
    void anOwnSnapshotLosesNothingInACrash() throws IOException {
        List<List<String>> found = afterACrashAnywhere(
                storage -> storage.append(0, List.of(entry(1, "a"), entry(1, "b"), entry(2, "c"))),
                storage -> storage.snapshot(new Snapshot(1, 1, bytes("ab")), List.of(entry(2, "c"))));
        assertThat(found).containsExactlyInAnyOrder(List.of("2 -", "1:a", "1:b", "2:c"), List.of("2 -", "1=ab", "2:c"));
    }

    @Test
    void aConflictingTailNeverLiesBehindASnapshotAfterACrash() throws IOException {
        List<List<String>> found = afterACrashAnywhere(
                storage -> {
                    storage.vote(5, null);
                    storage.append(0, List.of(entry(1, "a"), entry(5, "x"), entry(5, "y")));
                },
                storage -> storage.snapshot(new Snapshot(1, 3, bytes("ab")), List.of()));
        assertThat(found).containsExactlyInAnyOrder(List.of("5 -", "1:a", "5:x", "5:y"), List.of("5 -", "1=ab"));
    }

    @Test
    void aSnapshotBeyondTheLogTakesItsPlaceOrNot() throws IOException {
        List<List<String>> found = afterACrashAnywhere(
                storage -> storage.append(0, List.of(entry(1, "a"))),
                storage -> storage.snapshot(new Snapshot(8, 3, bytes("state")), List.of()));
        assertThat(found)
                .contains(List.of("3 -", "8=state"))
                .isSubsetOf(List.of("1 -", "1:a"), List.of("3 -", "8=state"));
    }

    @Test
    void aVoteIsTheOldOrTheNewOneAfterACrash() throws IOException {
        List<List<String>> found =
                afterACrashAnywhere(storage -> storage.vote(2, null), storage -> storage.vote(7, VOTER));
        assertThat(found).containsExactlyInAnyOrder(List.of("2 -"), List.of("7 voted"));
    }

    @Test
    void theTermNeverFallsAndAVoteIsNotChanged() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.vote(4, VOTER);
        assertThatThrownBy(() -> storage.vote(3, null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> storage.vote(4, null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> storage.vote(4, new Voter(3, ID))).isInstanceOf(IllegalStateException.class);
        storage.append(0, List.of(entry(2, "of an old term")));
        storage.close();
        assertThat(open(disk).stored().term()).isEqualTo(4);
    }

    @Test
    void whatAKilledProcessLeftUnforcedIsForcedBeforeItCounts() throws IOException {
        FileRaftStorage storage = create(disk);
        disk.failAfter(FaultDisk.Operation.FORCE_DIRECTORY, 0);
        assertThatThrownBy(() -> storage.vote(4, VOTER)).isInstanceOf(IOException.class);
        disk.kill();
        assertThat(open(disk).stored().term()).isEqualTo(4);
        disk.crash(0);
        assertThat(open(disk).stored().term()).isEqualTo(4);
    }

    @Test
    void aFailureIsForGood() throws IOException {
        FileRaftStorage storage = create(disk);
        disk.failAfter(FaultDisk.Operation.WRITE, 0);
        assertThatThrownBy(() -> storage.append(0, List.of(entry(1, "a")))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage.append(0, List.of(entry(1, "a")))).hasMessageContaining("failed before");
        assertThatThrownBy(() -> storage.vote(1, null)).hasMessageContaining("failed before");
    }

    @Test
    void aFullDiskLosesNothingAndMayHaveRoomLater() throws IOException {
        for (int room = 0; room < 120; room++) {
            FaultDisk full = new FaultDisk();
            FileRaftStorage storage = create(full);
            storage.append(0, List.of(entry(1, "a"), entry(1, "b")));
            full.capacity(full.used() + room);
            try {
                storage.append(2, List.of(entry(1, "a longer text than there is room for")));
                storage.snapshot(new Snapshot(2, 1, bytes("abc")), List.of());
                storage.vote(1, VOTER);
            } catch (DiskFullException e) {
                assertThat(e).isNotNull();
            }
            full.capacity(Long.MAX_VALUE);
            storage.vote(9, VOTER);
            storage.close();
            RaftStorage.Stored stored = open(full).stored();
            assertThat(stored.term()).isEqualTo(9);
            assertThat(content(stored))
                    .as("%d bytes", room)
                    .isIn(
                            List.of("1:a", "1:b"),
                            List.of("1:a", "1:b", "1:a longer text than there is room for"),
                            List.of("2=abc"));
        }
    }

    @Test
    void aFlippedBitInAFrameWithSoundOnesBehindStopsTheStart() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.append(0, List.of(entry(1, "a"), entry(2, "b")));
        storage.append(1, List.of(entry(3, "B")));
        storage.close();
        Path log = DIRECTORY.resolve("00000000000000000000.log");
        int end = disk.readAll(log).length - new MetadataFrame(0, 0, List.of()).sizeInBytes();
        for (int position = 0; position < end; position++) {
            disk.flipBit(log, position);
            assertThatThrownBy(() -> open(disk)).isInstanceOf(MetadataCorruptException.class);
            disk.flipBit(log, position);
        }
        assertThat(content(open(disk).stored())).containsExactly("1:a", "3:B");
    }

    @Test
    void theComplaintNamesFileAndPosition() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.append(0, List.of(entry(1, "a")));
        storage.close();
        Path log = DIRECTORY.resolve("00000000000000000000.log");
        int first = MetadataFiles.LOG_HEADER_BYTES + new MetadataFrame(0, 0, List.of()).sizeInBytes();
        disk.flipBit(log, first + 36);
        assertThatThrownBy(() -> open(disk)).hasMessageContaining(log + " is damaged at byte " + first);
    }

    @Test
    void aGroupThatWasTornAtAnyByteIsCutWholly() throws IOException {
        List<LogEntry> group = List.of(new LogEntry(1, new byte[300]), new LogEntry(1, new byte[300]));
        int whole = new MetadataFrame(1, 1, group.stream().map(LogEntry::bytes).toList()).sizeInBytes();
        for (int left = 0; left <= whole; left++) {
            FaultDisk torn = new FaultDisk();
            FileRaftStorage storage = create(torn);
            storage.append(0, List.of(entry(1, "acknowledged")));
            torn.failAfter(FaultDisk.Operation.FORCE, 0);
            assertThatThrownBy(() -> storage.append(1, group)).isInstanceOf(IOException.class);
            torn.crash(left);
            FileRaftStorage again = open(torn);
            assertThat(again.stored().entries()).as("%d bytes", left).hasSize(left < whole ? 1 : 3);
            again.append(left < whole ? 1 : 3, List.of(entry(1, "next")));
        }
    }

    @Test
    void aSnapshotTakesTheLogsPlace() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.append(0, List.of(entry(1, "a"), entry(1, "b")));
        assertThat(storage.bytesBehindSnapshot()).isPositive();
        storage.snapshot(new Snapshot(1, 1, bytes("ab")), List.of());
        assertThat(storage.bytesBehindSnapshot()).isZero();
        storage.append(2, List.of(entry(1, "c")));
        disk.crash(0);
        assertThat(content(open(disk).stored())).containsExactly("1=ab", "1:c");
        assertThat(disk.exists(DIRECTORY.resolve("00000000000000000000.log"))).isFalse();
    }

    @Test
    void aSnapshotThatFindsNoRoomIsTakenLaterAndLosesNothing() throws IOException {
        for (int room = 0; room < 80; room++) {
            FaultDisk full = new FaultDisk();
            FileRaftStorage storage = create(full);
            storage.append(0, List.of(entry(1, "a"), entry(1, "b")));
            full.capacity(full.used() + room);
            boolean taken = true;
            try {
                storage.snapshot(new Snapshot(1, 1, bytes("ab")), List.of());
            } catch (DiskFullException e) {
                taken = false;
            }
            full.capacity(Long.MAX_VALUE);
            storage.append(2, List.of(entry(1, "c")));
            if (room % 2 == 0) {
                storage.snapshot(new Snapshot(2, 1, bytes("abc")), List.of());
            }
            full.crash(0);
            assertThat(content(open(full).stored()))
                    .as("%d bytes, snapshot taken: %s", room, taken)
                    .isEqualTo(
                            room % 2 == 0
                                    ? List.of("2=abc")
                                    : taken ? List.of("1=ab", "1:c") : List.of("1:a", "1:b", "1:c"));
        }
    }

    @Test
    void aSnapshotCutShortAtAnyByteLosesNothing() throws IOException {
        for (int written = 0; written < 80; written++) {
            FaultDisk failing = new FaultDisk();
            FileRaftStorage storage = create(failing);
            storage.append(0, List.of(entry(1, "a"), entry(1, "b")));
            failing.failWritesAfterBytes(written);
            boolean taken = true;
            try {
                storage.snapshot(new Snapshot(1, 1, bytes("ab")), List.of());
            } catch (IOException e) {
                taken = false;
            }
            failing.crash(Integer.MAX_VALUE);
            FileRaftStorage again = open(failing);
            assertThat(content(again.stored()))
                    .as("%d bytes, snapshot taken: %s", written, taken)
                    .isIn(taken ? List.of() : List.of("1:a", "1:b"), List.of("1=ab"));
            again.append(2, List.of(entry(1, "c")));
        }
    }

    @Test
    void aDamagedSnapshotStopsTheStart() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.append(0, List.of(entry(1, "a")));
        storage.snapshot(new Snapshot(0, 1, bytes("a")), List.of());
        storage.close();
        disk.flipBit(DIRECTORY.resolve("00000000000000000000.snapshot"), 26);
        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(MetadataCorruptException.class)
                .hasMessageContaining("00000000000000000000.snapshot is damaged");
    }

    @Test
    void aClusterIdThatWasLostStopsTheStart() throws IOException {
        FileRaftStorage storage = create(disk);
        storage.append(0, List.of(entry(1, "a")));
        storage.close();
        disk.delete(DIRECTORY.resolve("meta"));
        assertThatThrownBy(() -> open(disk)).hasMessageContaining("meta is missing");
        assertThatThrownBy(() -> create(disk)).hasMessageContaining("meta is missing");
    }

    @Test
    void aVoteThatWasLostOrDamagedStopsTheStart() throws IOException {
        create(disk).close();
        disk.flipBit(DIRECTORY.resolve("vote"), 9);
        assertThatThrownBy(() -> open(disk)).hasMessageContaining("vote is damaged");
        disk.delete(DIRECTORY.resolve("vote"));
        assertThatThrownBy(() -> open(disk)).hasMessageContaining("vote is missing");
    }

    @Test
    void aLogThatWasLostStopsTheStart() throws IOException {
        create(disk).close();
        disk.delete(DIRECTORY.resolve("00000000000000000000.log"));
        assertThatThrownBy(() -> open(disk)).hasMessageContaining("the log was lost");
    }

    @Test
    void whereNothingIsNothingIsOpenedAndWhereSomethingIsNothingIsCreated() throws IOException {
        assertThatThrownBy(() -> open(disk)).isInstanceOf(NoSuchFileException.class);
        create(disk).close();
        assertThatThrownBy(() -> create(disk)).hasMessageContaining("holds the metadata of a cluster");
    }

    @Test
    void aCreationThatACrashCutShortMayBeRepeated() throws IOException {
        for (FaultDisk.Operation operation : FaultDisk.Operation.values()) {
            for (int successes = 0; successes < 12; successes++) {
                FaultDisk torn = new FaultDisk(successes);
                torn.failAfter(operation, successes);
                try {
                    create(torn);
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("as the test asked");
                }
                torn.crash();
                if (torn.exists(DIRECTORY.resolve("meta"))) {
                    assertThat(open(torn).stored().entries()).isEmpty();
                } else {
                    create(torn).close();
                }
            }
        }
    }

    @Test
    void aDirectoryOfVersion1GetsAnIdOnceAndKeepsItsTerm() throws IOException {
        disk.createDirectories(DIRECTORY);
        Path log = DIRECTORY.resolve("00000000000000000000.log");
        disk.replace(log, MetadataFiles.encodeLogHeader(0));
        long position = MetadataFiles.LOG_HEADER_BYTES;
        for (MetadataFrame frame : List.of(
                new MetadataFrame(1, 0, List.of()),
                new MetadataFrame(1, 0, List.of(bytes("a"))),
                new MetadataFrame(2, 1, List.of()))) {
            try (var file = disk.open(log)) {
                file.write(frame.encode(), position);
                file.force();
            }
            position += frame.sizeInBytes();
        }
        disk.replace(DIRECTORY.resolve("meta"), MetadataFiles.encodeMeta("old"));
        FileRaftStorage storage = FileRaftStorage.open(disk, DIRECTORY, () -> ID);
        RaftStorage.Stored stored = storage.stored();
        assertThat(stored.term()).isEqualTo(2);
        assertThat(content(stored)).containsExactly("1:a");
        assertThat(storage.isFounder()).isTrue();
        storage.vote(3, VOTER);
        storage.append(1, List.of(entry(3, "b")));
        disk.crash(0);
        FileRaftStorage again = open(disk);
        assertThat(again.directoryId()).isEqualTo(ID);
        assertThat(content(again.stored())).containsExactly("1:a", "3:b");
    }

    @Test
    void aSecondProcessIsKeptOff(@TempDir Path data) throws IOException {
        FileSystemDisk real = new FileSystemDisk();
        Path directory = data.resolve("__cluster_metadata");
        FileRaftStorage storage = FileRaftStorage.create(real, directory, "cluster", ID, false);
        assertThatThrownBy(() -> FileRaftStorage.open(real, directory, Uuid::randomUuid))
                .hasMessageContaining("in use");
        storage.append(0, List.of(entry(1, "a")));
        storage.close();
        try (FileRaftStorage again = FileRaftStorage.open(real, directory, Uuid::randomUuid)) {
            assertThat(again.isFounder()).isFalse();
            assertThat(again.clusterId()).isEqualTo("cluster");
            assertThat(content(again.stored())).containsExactly("1:a");
            again.snapshot(new Snapshot(0, 1, bytes("state")), List.of());
        }
        FileRaftStorage.open(real, directory, Uuid::randomUuid).close();
    }
}
