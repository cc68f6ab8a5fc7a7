package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.base.FaultDisk.Operation;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.log.Dirt;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.log.clean.Throttle;
import io.suiro.record.StoredRecord;
import io.suiro.replica.WrittenRecords.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * One run of a partition through what its seed chooses: appends, forces in any order, compaction, retention, and of the disk failures, full
 * disks, slowness, kills and power failures. It holds the partition to what it has said:
 *
 * <ul>
 *   <li>what was acknowledged is there: after a power failure where acknowledgements wait for forces, else after a kill;
 *   <li>what is read is what was written there, in order, without gaps but for compaction's, under a checksum that holds;
 *   <li>the last value of each key is there, and producers go on where the log says;
 *   <li>an index leads to the same records as reading everything;
 *   <li>a failure takes the directory offline at once; a full disk refuses writes and nothing else.
 * </ul>
 */
final class FaultSchedule {
    private static final Path DATA = Path.of("/data");
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Uuid TOPIC_ID = new Uuid(7, 11);
    private static final int STEPS = 80;
    private static final int PRODUCERS = 3;
    private static final int KEYS = 6;
    private static final int ROOM_BYTES = 6_000;

    private final Random random;
    private final FaultDisk disk;
    private final SimulatedTime time = new SimulatedTime();
    private final Durability durability;
    private final boolean compacted;
    private final PartitionConfig config;

    private QueuedLane lane = new QueuedLane();
    private Deque<Runnable> forces = new ArrayDeque<>();
    private LogDirectory directory;
    private Partition partition;

    /** What was appended and is there, as far as anybody knows. */
    private final WrittenRecords written = new WrittenRecords();

    private final Map<Long, Integer> nextSequence = new HashMap<>();
    /** The append that the disk failed: it may be there or not. */
    private List<Written> doubtful = List.of();

    private long acknowledgedEnd;
    private long forcedEnd;
    private long deletedBefore;
    private boolean retentionRan;
    private int epoch;

    FaultSchedule(long seed) throws IOException {
        random = new Random(seed);
        disk = new FaultDisk(seed);
        durability = random.nextBoolean() ? Durability.FSYNC : Durability.REPLICATED;
        compacted = random.nextInt(3) == 0;
        Map<String, String> settings = Map.of(
                "cleanup.policy",
                compacted ? "compact" : "delete",
                "retention.ms",
                "-1",
                "retention.bytes",
                random.nextBoolean() ? "-1" : "4000",
                "index.interval.bytes",
                Integer.toString(random.nextInt(400)),
                "delete.retention.ms",
                Integer.toString(random.nextInt(2_000)),
                "min.cleanable.dirty.ratio",
                "0",
                "flush.messages",
                random.nextInt(4) == 0 ? "3" : Long.toString(Long.MAX_VALUE),
                "flush.ms",
                random.nextInt(4) == 0 ? "200" : Long.toString(Long.MAX_VALUE));
        config = config(settings, 600 + random.nextInt(2_000));
        disk.onOperation(operation -> {
            if (random.nextInt(50) == 0) {
                time.advance(random.nextInt(300), () -> {});
            }
        });
        open();
    }

    /** Segments smaller than Kafka allows a topic to ask for. */
    private static PartitionConfig config(Map<String, String> settings, int segmentBytes) {
        Function<String, String> defaults =
                EffectiveSettings.of(StaticSettings.defaults(1)).topicValues(ORDERS.topic());
        return PartitionConfig.of(
                name -> name.equals("segment.bytes")
                        ? Integer.toString(segmentBytes)
                        : settings.getOrDefault(name, defaults.apply(name)),
                86_400_000);
    }

    void run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        disk.capacity(Long.MAX_VALUE);
        crash();
        check();
    }

    private void step() throws IOException {
        int dice = random.nextInt(100);
        if (dice < 55) {
            append();
        } else if (dice < 65) {
            force();
        } else if (dice < 69) {
            housekeeping();
        } else if (dice < 73) {
            compactOrDelete();
        } else if (dice < 77) {
            check();
        } else if (dice < 80) {
            endCleanly();
        } else if (dice < 84) {
            kill();
        } else if (dice < 88) {
            crash();
        } else if (dice < 94) {
            boolean full = random.nextBoolean();
            disk.capacity(full ? disk.used() + random.nextInt(ROOM_BYTES) : Long.MAX_VALUE);
        } else {
            fail();
        }
    }

    // ---- what a broker does

    private void open() throws IOException {
        lane = new QueuedLane();
        forces = new ArrayDeque<>();
        directory = LogDirectory.open(disk, DATA, "cluster", 1, time);
        PartitionLog log = directory.openLog(ORDERS, TOPIC_ID, config.log());
        directory.forceCreated();
        if (durability == Durability.FSYNC) {
            log.force();
        }
        partition = new Partition(
                log,
                new Surroundings(directory, durability, forces::add, time, 1),
                lane,
                PartitionFixture.ledBy(1, ++epoch),
                config);
    }

    private void append() {
        long producerId = 100L + random.nextInt(PRODUCERS);
        int sequence = nextSequence.getOrDefault(producerId, 0);
        int count = 1 + random.nextInt(4);
        time.advance(random.nextInt(50), lane::runAll);
        List<Written> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value =
                    random.nextInt(6) == 0 ? null : "v" + random.nextInt(1_000_000) + "x".repeat(random.nextInt(60));
            records.add(new Written(
                    "key-" + random.nextInt(KEYS),
                    value,
                    time.nowMs() - random.nextInt(200),
                    producerId,
                    sequence + i));
        }
        PendingAppend pending = partition.appending().append(WrittenRecords.batch(records), AppendOrigin.CLIENT, true);
        lane.runAll();
        assertThat(pending.appended()).isDone();
        if (pending.appended().isCompletedExceptionally()) {
            assertThat(codeOf(pending.appended().exceptionNow())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            assertThat(directory.isOnline() && !directory.isFull()).isFalse();
            if (!directory.isOnline() && doubtful.isEmpty()) {
                doubtful = records;
            }
            return;
        }
        Appended appended = pending.appended().join();
        assertThat(appended.firstOffset()).isEqualTo(written.end());
        written.append(records);
        nextSequence.put(producerId, sequence + count);
        long end = appended.lastOffset() + 1;
        var _ = pending.acknowledged().whenComplete((done, failure) -> {
            if (failure == null) {
                acknowledgedEnd = Math.max(acknowledgedEnd, end);
            }
        });
        if (random.nextInt(4) == 0) {
            repeat(records, appended);
        }
    }

    /** A producer that has not heard of its append sends it again. */
    private void repeat(List<Written> records, Appended first) {
        PendingAppend again = partition.appending().append(WrittenRecords.batch(records), AppendOrigin.CLIENT, true);
        lane.runAll();
        if (!again.appended().isCompletedExceptionally()) {
            assertThat(again.appended().join())
                    .isEqualTo(new Appended(
                            first.firstOffset(),
                            first.lastOffset(),
                            -1,
                            partition.log().logStartOffset(),
                            true));
        }
    }

    private void force() {
        if (!forces.isEmpty()) {
            long end = written.end();
            boolean whole = random.nextInt(5) > 0;
            // Between them, appends of other steps may come.
            forces.remove().run();
            if (whole) {
                lane.runAll();
            }
            if (directory.isOnline() && durability == Durability.FSYNC) {
                forcedEnd = Math.max(forcedEnd, Math.min(end, partition.highWatermark()));
            }
        }
    }

    private void housekeeping() {
        attempt(directory::checkpoint);
        attempt(() -> directory.purge(time.nowMs() + random.nextInt(120_000)));
        if (!compacted) {
            retentionRan = true;
            var _ = partition.upkeep().retain(time.nowMs());
            lane.runAll();
        }
    }

    private void compactOrDelete() {
        if (!directory.isOnline()) {
            return;
        }
        if (!compacted) {
            long end = partition.highWatermark();
            long start = partition.log().logStartOffset();
            if (end > start) {
                long before = start + random.nextInt((int) (end - start) + 1);
                var _ = partition.upkeep().deleteRecordsBefore(before, 0);
                lane.runAll();
                // Also if it is refused, for the disk may have failed behind it.
                deletedBefore = Math.max(deletedBefore, before);
            }
            return;
        }
        attempt(() -> {
            PartitionLog log = partition.log();
            Dirt dirt = log.dirt(time.nowMs(), partition.lastStableOffset());
            if (dirt.isDue(0)) {
                long mapBytes = random.nextBoolean() ? 1 << 16 : 24L * (2 + random.nextInt(8));
                Throttle throttle = new Throttle(time, Double.MAX_VALUE, nanos -> {});
                log.clean(dirt, new CleaningLimits(mapBytes, 0.9, 500, () -> false, throttle), Runnable::run);
            }
        });
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    /** What the disk refuses takes the directory offline, or finds it full. */
    private void attempt(DiskWork work) {
        try {
            work.run();
        } catch (IOException e) {
            assertThat(directory.isOnline()).isFalse();
        } catch (Refused e) {
            assertThat(e.code()).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            assertThat(directory.isOnline() && !directory.isFull()).isFalse();
        }
    }

    // ---- what befalls it

    private void fail() throws IOException {
        List<Operation> operations = List.of(Operation.values());
        Operation operation = operations.get(random.nextInt(operations.size()));
        disk.failAfter(operation, random.nextInt(6));
        for (int i = 0; i < 8 && directory.isOnline(); i++) {
            step();
        }
        disk.failNoMore();
        if (!directory.isOnline()) {
            PendingAppend refused = partition
                    .appending()
                    .append(
                            WrittenRecords.batch(List.of(new Written("k", "v", time.nowMs(), -1, -1))),
                            AppendOrigin.CLIENT,
                            true);
            lane.runAll();
            assertThat(codeOf(refused.acknowledged().exceptionNow())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            if (random.nextBoolean()) {
                kill();
            } else {
                crash();
            }
        }
    }

    private void endCleanly() throws IOException {
        if (!directory.isOnline()) {
            return;
        }
        while (!forces.isEmpty()) {
            forces.remove().run();
            lane.runAll();
        }
        boolean failing = !directory.isOnline();
        try {
            directory.close();
        } catch (IOException e) {
            failing = true;
        }
        if (failing) {
            kill();
            return;
        }
        long end = written.end();
        reopen(disk::kill);
        assertThat(partition.log().logEndOffset()).isEqualTo(end);
        forcedEnd = end;
    }

    /** What the process has written is there, whoever was told of it. */
    private void kill() throws IOException {
        if (disk.forceHasFailed()) {
            // The operating system may take for written what is not: only a new start of the machine tells.
            crash();
            return;
        }
        boolean sound = directory.isOnline();
        reopen(disk::kill);
        if (sound) {
            assertThat(partition.log().logEndOffset()).isEqualTo(written.end());
        }
        lostFrom(partition.log().logEndOffset(), acknowledgedEnd);
    }

    private void crash() throws IOException {
        reopen(disk::crash);
        lostFrom(partition.log().logEndOffset(), durability == Durability.FSYNC ? acknowledgedEnd : forcedEnd);
    }

    private void reopen(Runnable end) throws IOException {
        disk.failNoMore();
        long capacity = disk.usableBytes(DATA);
        end.run();
        // A start needs a little room.
        disk.capacity(Long.MAX_VALUE);
        open();
        if (capacity < ROOM_BYTES) {
            disk.capacity(disk.used() + capacity);
        }
    }

    private void lostFrom(long end, long promised) {
        if (end == written.end() + doubtful.size()) {
            written.append(doubtful);
        }
        doubtful = List.of();
        assertThat(end).isBetween(promised, written.end());
        written.cutAt(end);
        acknowledgedEnd = Math.min(acknowledgedEnd, end);
        forcedEnd = durability == Durability.FSYNC ? end : Math.min(forcedEnd, end);
        nextSequence.clear();
        written.checkProducers(partition.log()).forEach((id, last) -> nextSequence.put(id, last + 1));
    }

    // ---- what must hold

    private void check() {
        if (!directory.isOnline()) {
            return;
        }
        assertThat(partition.highWatermark()).isBetween(acknowledgedEnd, written.end());
        if (!retentionRan) {
            assertThat(partition.log().logStartOffset()).isLessThanOrEqualTo(deletedBefore);
        }
        try {
            partition.onDisk(log -> {
                List<StoredRecord> all = written.checkRecords(log, compacted, 1 + random.nextInt(1_000));
                WrittenRecords.checkIndexes(log, all, time.nowMs(), random);
                return all;
            });
        } catch (Refused e) {
            assertThat(e.code()).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            assertThat(directory.isOnline() && !directory.isFull()).isFalse();
        }
    }

    private static Errors codeOf(Throwable failure) {
        assertThat(failure).isInstanceOf(Refused.class);
        return ((Refused) failure).code();
    }
}
