package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FaultDisk;
import io.suiro.error.Refused;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power cuts at any moment: a failing run is repeated by its seed. */
class CrashTest {
    private static final int SCHEDULES_PER_BLOCK = 40;
    private static final int STEPS = 120;
    private static final int PRODUCERS = 3;

    private static final Path DATA = Path.of("/data");

    @ParameterizedTest
    @ValueSource(longs = {1_000, 2_000, 3_000, 4_000, 5_000})
    void whatIsForcedSurvivesAndNothingIsInvented(long firstSeed) throws IOException {
        for (long seed = firstSeed; seed < firstSeed + SCHEDULES_PER_BLOCK; seed++) {
            try {
                new Schedule(seed).run();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void aFailedWriteTakesTheDirectoryOfflineAndAdvancesNothing() throws IOException {
        FaultDisk disk = new FaultDisk();
        LogFixture fixture = new LogFixture(disk, DATA, config().build());
        fixture.append("a");
        List<IOException> told = new ArrayList<>();
        fixture.directory.onOffline(told::add);
        disk.failAfter(FaultDisk.Operation.WRITE, 0);

        assertThatThrownBy(() -> fixture.append("b")).isInstanceOf(IOException.class);

        assertThat(fixture.log.logEndOffset()).isEqualTo(1);
        assertThat(fixture.directory.isOnline()).isFalse();
        assertThat(told).hasSize(1);
        assertThatThrownBy(() -> fixture.log.read(0, 100, 1, true))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.KAFKA_STORAGE_ERROR));
        fixture.directory.close();
        fixture.reopen();
        assertThat(fixture.values()).containsExactly("a");
    }

    private record Written(String value, long timestampMs, long producerId, int sequence) {}

    private static final class Schedule {
        private final Random random;
        private final FaultDisk disk;
        private final LogFixture fixture;
        /** By offset; what was appended and, since the last crash, is still there. */
        private final List<Written> written = new ArrayList<>();

        private final Map<Long, Integer> nextSequence = new HashMap<>();
        private long forcedEnd;
        private long deletedBefore;

        private Schedule(long seed) throws IOException {
            random = new Random(seed);
            disk = new FaultDisk(seed);
            LogConfig config = config().segmentBytes(600 + random.nextInt(2000))
                    .indexIntervalBytes(random.nextInt(400))
                    .retentionBytes(random.nextBoolean() ? -1 : 4000)
                    .build();
            fixture = new LogFixture(disk, DATA, config);
        }

        private void run() throws IOException {
            for (int step = 0; step < STEPS; step++) {
                int dice = random.nextInt(100);
                if (dice < 70) {
                    append();
                } else if (dice < 78) {
                    fixture.log.force();
                    forcedEnd = fixture.log.logEndOffset();
                } else if (dice < 83) {
                    fixture.directory.checkpoint();
                } else if (dice < 87) {
                    fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());
                    fixture.directory.purge(fixture.clock.nowMs() + random.nextInt(120_000));
                } else if (dice < 90) {
                    deleteRecords();
                } else if (dice < 93) {
                    fixture.closeAndReopen();
                    forcedEnd = fixture.log.logEndOffset();
                    assertThat(forcedEnd).isEqualTo(written.size());
                    check();
                } else if (dice < 97) {
                    crash();
                } else {
                    check();
                }
            }
            crash();
            fixture.directory.close();
        }

        private void append() throws IOException {
            long producerId = 100L + random.nextInt(PRODUCERS);
            int sequence = nextSequence.getOrDefault(producerId, 0);
            int count = 1 + random.nextInt(4);
            fixture.clock.advance(random.nextInt(50));
            long timestampMs = fixture.clock.nowMs() - random.nextInt(200);
            String[] values = new String[count];
            for (int i = 0; i < count; i++) {
                values[i] = "v" + random.nextInt(1_000_000) + "x".repeat(random.nextInt(60));
            }
            ByteBuffer batch = idempotent(producerId, 0, sequence, timestampMs, values);
            int leaderEpoch = written.size() / 20;
            Appended appended = fixture.log.append(batch, AppendOrigin.CLIENT, leaderEpoch);
            assertThat(appended.firstOffset()).isEqualTo(written.size());
            for (int i = 0; i < count; i++) {
                written.add(new Written(values[i], timestampMs, producerId, sequence + i));
            }
            nextSequence.put(producerId, sequence + count);
            assertThat(fixture.log.append(
                            idempotent(producerId, 0, sequence, timestampMs, values), AppendOrigin.CLIENT, 0))
                    .isEqualTo(new Appended(
                            appended.firstOffset(), appended.lastOffset(), -1, fixture.log.logStartOffset(), true));
        }

        private void deleteRecords() throws IOException {
            long start = fixture.log.logStartOffset();
            long before = start + random.nextInt((int) (fixture.log.logEndOffset() - start) + 1);
            fixture.log.deleteRecordsBefore(before);
            deletedBefore = Math.max(deletedBefore, before);
        }

        private void crash() throws IOException {
            disk.crash();
            fixture.reopen();
            long end = fixture.log.logEndOffset();
            assertThat(end).isBetween(Math.max(forcedEnd, 0), (long) written.size());
            assertThat(fixture.log.logStartOffset()).isBetween(Math.min(deletedBefore, end), end);
            written.subList((int) end, written.size()).clear();
            forcedEnd = Math.min(forcedEnd, end);
            checkProducers();
            check();
        }

        /** States go on from what the log holds: of the last record of each producer that is still there. */
        private void checkProducers() {
            nextSequence.clear();
            Map<Long, Integer> states = new HashMap<>();
            fixture.log.activeProducers().forEach(state -> states.put(state.producerId(), state.lastSequence()));
            for (int offset = (int) fixture.log.logStartOffset(); offset < written.size(); offset++) {
                nextSequence.put(written.get(offset).producerId, written.get(offset).sequence + 1);
            }
            nextSequence.forEach((id, next) -> assertThat(states.get(id)).isEqualTo(next - 1));
            states.forEach((id, last) -> nextSequence.put(id, last + 1));
        }

        private void check() throws IOException {
            long start = fixture.log.logStartOffset();
            assertThat(fixture.log.logEndOffset()).isEqualTo(written.size());
            long from = start + random.nextInt(written.size() - (int) start + 1);
            for (long offset : new long[] {start, from}) {
                List<StoredRecord> read = LogFixture.readAll(fixture.log, offset, 1 + random.nextInt(1000));
                List<Written> expected = written.subList((int) offset, written.size());
                assertThat(read.stream().map(LogFixture::value))
                        .isEqualTo(expected.stream().map(Written::value).toList());
                for (int i = 0; i < read.size(); i++) {
                    assertThat(read.get(i).offset()).isEqualTo(offset + i);
                }
            }
            checkTimes(start);
        }

        private void checkTimes(long start) throws IOException {
            long wanted = fixture.clock.nowMs() - random.nextInt(500);
            long first = -1;
            long largest = -1;
            for (long offset = written.size() - 1L; offset >= start; offset--) {
                long timestampMs = written.get((int) offset).timestampMs;
                first = timestampMs >= wanted ? offset : first;
                largest = Math.max(largest, timestampMs);
            }
            assertThat(fixture.log
                            .offsetForTimestamp(wanted, written.size())
                            .map(FoundOffset::offset)
                            .orElse(-1L))
                    .isEqualTo(first);
            assertThat(fixture.log
                            .offsetOfMaxTimestamp()
                            .map(FoundOffset::timestampMs)
                            .orElse(-1L))
                    .isEqualTo(largest);
            assertThat(fixture.log.latestLeaderEpoch()).isLessThanOrEqualTo(Math.max(0, (written.size() - 1) / 20));
        }
    }
}
