package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.error.Refused;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.log.clean.Throttle;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path root;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private LogFixture fixture;

    private void open(LogConfig config) throws IOException {
        fixture = new LogFixture(root, config);
    }

    private static LogFixture.Config compacted() {
        return config().segmentBytes(330).cleanupPolicy("compact").compaction(0.5, 0, Long.MAX_VALUE, HOUR_MS);
    }

    private void put(String key, @Nullable String value) throws IOException {
        BatchBuilder batch = new BatchBuilder(Codec.NONE)
                .append(fixture.clock.nowMs(), utf8(key), value == null ? null : utf8(value));
        fixture.log.append(batch.build(), AppendOrigin.CLIENT, 0);
    }

    /** Into a segment of its own, so that what was written before can be compacted. */
    private void seal() throws IOException {
        put("seal", "x".repeat(250));
    }

    private List<String> contents() throws IOException {
        List<String> lines = new ArrayList<>();
        for (StoredRecord record : fixture.readAll()) {
            ByteBuffer key = record.key();
            String text = key == null ? "null" : LogFixture.text(key);
            if (!text.equals("seal")) {
                lines.add(record.offset() + " " + text + "="
                        + (record.value() == null ? "null" : LogFixture.value(record)));
            }
        }
        return lines;
    }

    @Test
    void theLastValueOfEachKeyStaysWhereItWas() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("b", "1");
        put("a", "2");
        put("c", "1");
        put("a", "3");
        seal();

        fixture.clean();

        assertThat(contents()).containsExactly("1 b=1", "3 c=1", "4 a=3");
        assertThat(fixture.log.logEndOffset()).isEqualTo(6);
        fixture.closeAndReopen();
        assertThat(contents()).containsExactly("1 b=1", "3 c=1", "4 a=3");
        fixture.killAndReopen();
        assertThat(contents()).containsExactly("1 b=1", "3 c=1", "4 a=3");
    }

    @Test
    void theActiveSegmentIsLeftAlone() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");

        assertThat(fixture.log.dirt(fixture.clock.nowMs(), 2).cleanableBytes()).isZero();
    }

    @Test
    void aTombstoneDeletesItsKeyAtOnceAndItselfAfterItsTime() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", null);
        put("b", "1");
        seal();
        fixture.clean();
        assertThat(contents()).containsExactly("1 a=null", "2 b=1");

        fixture.clock.advance(HOUR_MS - 1);
        seal();
        fixture.clean();
        assertThat(contents()).containsExactly("1 a=null", "2 b=1");

        fixture.clock.advance(1);
        seal();
        fixture.clean();
        assertThat(contents()).containsExactly("2 b=1");
    }

    @Test
    void offsetsInAGapAreReadFromTheNextRecordOn() throws IOException {
        open(compacted().build());
        for (int i = 0; i < 20; i++) {
            put("a", "" + i);
        }
        seal();
        seal();
        fixture.clean();

        for (long offset = 0; offset <= 19; offset++) {
            List<StoredRecord> read = LogFixture.readAll(fixture.log, offset, 100);
            assertThat(read.getFirst().offset()).isEqualTo(19);
        }
    }

    @Test
    void smallSegmentsAreMadeOne() throws IOException {
        open(compacted().build());
        for (int i = 0; i < 50; i++) {
            put("a", "value " + i);
        }
        seal();
        assertThat(segments()).hasSizeGreaterThan(10);

        Cleaned cleaned = fixture.clean();
        assertThat(cleaned.bytesAfter()).isLessThan(cleaned.bytesBefore());
        // Those that the first has made small.
        seal();
        fixture.clean();

        assertThat(segments()).hasSizeLessThan(6);
        assertThat(fixture.log.sizeInBytes()).isEqualTo(bytesOf(segments()));
        fixture.directory.purge(fixture.clock.nowMs() + 60_000);
        fixture.closeAndReopen();
        assertThat(fixture.log.sizeInBytes()).isEqualTo(bytesOf(segments()));
    }

    @Test
    void aLogIsDueWhenMoreThanItsShareIsDirtyOrARecordIsTooOld() throws IOException {
        open(compacted().compaction(0.5, 0, HOUR_MS, HOUR_MS).build());
        for (int i = 0; i < 10; i++) {
            put("k" + i, "1");
        }
        seal();
        Dirt dirty = dirt();
        assertThat(dirty.ratio()).isEqualTo(1);
        assertThat(dirty.isDue(0.5)).isTrue();

        fixture.clean();
        put("k0", "2");
        seal();
        Dirt less = dirt();
        assertThat(less.cleanBytes()).isPositive();
        assertThat(less.ratio()).isBetween(0.1, 0.5);
        assertThat(less.isDue(0.5)).isFalse();

        fixture.clock.advance(HOUR_MS + 1);
        assertThat(dirt().isDue(0.5)).isTrue();
    }

    @Test
    void theActiveSegmentIsRolledInTimeForTheLargestLag() throws IOException {
        open(compacted()
                .segmentBytes(10_000)
                .compaction(0.5, 0, HOUR_MS, HOUR_MS)
                .build());
        put("a", "1");
        fixture.clock.advance(HOUR_MS + 1);
        put("a", "2");

        assertThat(dirt().overdue()).isTrue();
    }

    @Test
    void recordsYoungerThanTheSmallestLagAreLeftAlone() throws IOException {
        open(compacted().compaction(0.5, HOUR_MS, Long.MAX_VALUE, HOUR_MS).build());
        put("a", "1");
        put("a", "2");
        seal();
        assertThat(dirt().cleanableBytes()).isZero();

        fixture.clock.advance(HOUR_MS + 1);
        assertThat(dirt().cleanableBytes()).isPositive();
    }

    @Test
    void nothingFromTheStableEndOnIsCompacted() throws IOException {
        open(compacted().build());
        put("a", "1");
        seal();
        seal();
        seal();

        assertThat(fixture.log.dirt(fixture.clock.nowMs(), 3).firstUncleanableOffset())
                .isEqualTo(3);
        assertThat(fixture.log.dirt(fixture.clock.nowMs(), 2).firstUncleanableOffset())
                .isEqualTo(2);
        assertThat(fixture.log.dirt(fixture.clock.nowMs(), 0).cleanableBytes()).isZero();
    }

    @Test
    void anOpenTransactionHoldsCompactionUp() throws IOException {
        open(compacted().build());
        put("a", "1");
        seal();
        var _ = fixture.append(
                new BatchBuilder(Codec.NONE)
                        .producer(7, (short) 0, 0)
                        .transactional()
                        .append(fixture.clock.nowMs(), utf8("a"), utf8("x".repeat(250)))
                        .build(),
                AppendOrigin.COORDINATOR);
        seal();
        seal();
        assertThat(dirt().firstUncleanableOffset()).isEqualTo(2);

        fixture.log.append(ProducerBatches.end(7, 0, 0, true), AppendOrigin.COORDINATOR, 0);
        fixture.log.committed(fixture.log.logEndOffset());
        assertThat(dirt().firstUncleanableOffset()).isGreaterThan(2);
    }

    @Test
    void aMapThatIsFullCleansAsFarAsItReachesAndTheNextRoundTheRest() throws IOException {
        open(compacted().build());
        for (int i = 0; i < 40; i++) {
            put("k" + i % 10, "" + i);
        }
        seal();
        long mapBytes = 24 * 6;

        long last = 0;
        for (Dirt dirt = dirt(); dirt.isDue(0); dirt = dirt()) {
            Cleaned cleaned = fixture.clean(dirt, mapBytes);
            assertThat(cleaned.endOffset()).isGreaterThan(last);
            last = cleaned.endOffset();
        }

        assertThat(last).isEqualTo(40);
        // Each round compacts against the keys that its map has held.
        assertThat(contents()).hasSizeLessThan(40).endsWith("38 k8=38", "39 k9=39");
        for (int key = 0; key < 10; key++) {
            assertThat(contents()).contains((30 + key) + " k" + key + "=" + (30 + key));
        }
    }

    @Test
    void whatACleaningHadBegunIsGoneAfterAKill() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");
        seal();
        Files.write(fixture.file(0, ".log.cleaned"), new byte[100]);
        Files.write(fixture.file(0, ".index.cleaned"), new byte[8]);

        fixture.killAndReopen();

        assertThat(files()).noneMatch(name -> name.endsWith(".cleaned"));
        assertThat(contents()).containsExactly("0 a=1", "1 a=2");
    }

    @Test
    void aSwapThatAKillInterruptsIsCompleted() throws IOException {
        open(compacted().build());
        for (int i = 0; i < 12; i++) {
            put("a", "value " + i);
        }
        seal();
        List<Path> before = segments();
        Path copies = Files.createDirectories(root.resolveSibling(root.getFileName() + "-copies"));
        for (Path file : before) {
            Files.copy(file, copies.resolve(file.getFileName()));
        }
        fixture.clean();
        List<String> compacted = contents();
        // As it was after the first renames: the cleaned segment is there as a swap, and so are all its originals.
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
        Path cleaned = fixture.file(0, ".log");
        Files.move(cleaned, fixture.file(0, ".log.swap"));
        Files.move(fixture.file(0, ".index"), fixture.file(0, ".index.swap"));
        for (Path file : before) {
            if (!Files.exists(file)) {
                Files.copy(copies.resolve(file.getFileName()), file);
            }
        }

        fixture.reopen();

        assertThat(contents()).isEqualTo(compacted);
        assertThat(files()).noneMatch(name -> name.endsWith(".swap"));
    }

    @Test
    void aBatchThatIsNotSoundStopsTheCleaningAndChangesNothing() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");
        seal();
        byte[] bytes = Files.readAllBytes(fixture.file(0, ".log"));
        bytes[65] ^= 1;
        Files.write(fixture.file(0, ".log"), bytes);

        assertThatThrownBy(fixture::clean).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                .isEqualTo(Errors.CORRUPT_MESSAGE));

        assertThat(files()).noneMatch(name -> name.endsWith(".cleaned"));
        assertThat(fixture.directory.isOnline()).isTrue();
        assertThat(fixture.log.logStartOffset()).isZero();
    }

    @Test
    void aCleaningThatIsCancelledChangesNothing() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");
        seal();
        Throttle throttle = new Throttle(fixture.clock, Double.MAX_VALUE, nanos -> {});

        assertThatThrownBy(() -> fixture.log.clean(
                        dirt(), new CleaningLimits(1000, 0.9, 1000, () -> true, throttle), Runnable::run))
                .isInstanceOf(CancellationException.class);

        assertThat(contents()).containsExactly("0 a=1", "1 a=2");
        assertThat(files()).noneMatch(name -> name.endsWith(".cleaned"));
    }

    @Test
    void readingAndWritingKeepToTheirRate() throws IOException {
        open(compacted().build());
        for (int i = 0; i < 40; i++) {
            put("k" + i, "x".repeat(100));
        }
        seal();
        long begun = fixture.clock.nowMs();
        Throttle throttle =
                new Throttle(fixture.clock, 1000, nanos -> fixture.clock.advance(TimeUnit.NANOSECONDS.toMillis(nanos)));

        Cleaned cleaned =
                fixture.log.clean(dirt(), new CleaningLimits(100_000, 0.9, 1000, () -> false, throttle), Runnable::run);

        long bytes = cleaned.bytesRead() + cleaned.bytesAfter();
        assertThat(fixture.clock.nowMs() - begun).isBetween(bytes * 9 / 10, bytes * 11 / 10);
    }

    @Test
    void aReaderOfAReplacedSegmentReadsOn() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");
        seal();
        ByteBuffer read;
        try (LogSlice slice = fixture.log.read(0, 10_000, 2, true)) {
            fixture.clean();
            fixture.directory.purge(fixture.clock.nowMs() + 60_000);
            read = slice.read();
        }

        assertThat(read.remaining()).isGreaterThan(100);
        assertThat(contents()).containsExactly("1 a=2");
    }

    @Test
    void aDeletedLogStopsBeingCleanedAndLeavesTheDirectoryOnline() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");
        seal();
        Dirt dirt = dirt();
        fixture.directory.deleteLog(fixture.log);

        assertThatThrownBy(() -> fixture.clean(dirt, 1000)).isInstanceOf(Refused.class);

        assertThat(fixture.directory.isOnline()).isTrue();
    }

    @Test
    void aSegmentThatRetentionDeletesMeanwhileIsNotPutBack() throws IOException {
        open(compacted().cleanupPolicy("compact", "delete").retentionMs(HOUR_MS).build());
        put("a", "1");
        put("a", "2");
        seal();
        fixture.clock.advance(2 * HOUR_MS);
        seal();
        Dirt dirt = dirt();
        Throttle throttle = new Throttle(fixture.clock, Double.MAX_VALUE, nanos -> {});

        AtomicInteger tasks = new AtomicInteger();

        assertThatThrownBy(() ->
                        fixture.log.clean(dirt, new CleaningLimits(1000, 0.9, 1000, () -> false, throttle), task -> {
                            // The first is told that the log has been forced, the second is to swap.
                            if (tasks.getAndIncrement() == 1) {
                                retain();
                            }
                            task.run();
                        }))
                .isInstanceOf(Refused.class);

        assertThat(contents()).isEmpty();
        assertThat(fixture.directory.isOnline()).isTrue();
        fixture.killAndReopen();
        assertThat(contents()).isEmpty();
    }

    private void retain() {
        try {
            fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLogWithGapsSurvivesTheLossOfAllCheckpoints() throws IOException {
        open(compacted().build());
        for (int i = 0; i < 30; i++) {
            put("k" + i % 3, "value " + i);
        }
        put("a", null);
        seal();
        seal();
        fixture.clean();
        fixture.clock.advance(HOUR_MS);
        seal();
        fixture.clean();
        List<String> before = contents();
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
        for (String name : List.of("recovery-point-offset-checkpoint", "cleaner-offset-checkpoint")) {
            Files.deleteIfExists(root.resolve(name));
        }

        fixture.reopen();

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aPartitionCreatedAnewIsNotBelievedToBeCompacted() throws IOException {
        open(compacted().build());
        put("a", "1");
        put("a", "2");
        seal();
        fixture.clean();
        assertThat(root.resolve("cleaner-offset-checkpoint")).hasContent("0\n1\norders 0 2\n");
        fixture.directory.deleteLog(fixture.log);

        fixture.directory.openLog(
                LogFixture.ORDERS, Uuid.randomUuid(), compacted().build());

        assertThat(root.resolve("cleaner-offset-checkpoint")).hasContent("0\n0\n");
    }

    private Dirt dirt() throws IOException {
        return fixture.log.dirt(fixture.clock.nowMs(), fixture.log.logEndOffset());
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(fixture.partition())) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static long bytesOf(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(fixture.partition())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
