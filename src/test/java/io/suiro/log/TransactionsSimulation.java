package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.EndTransaction;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import io.suiro.record.TransactionMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A log that several producers write to, with and without transactions, while its high watermark follows, it is truncated, compacted,
 * loses its beginning, ends and starts again; read now and then as a consumer of committed records does. Beside it a list of all that
 * was written, which tells what the consumer must have seen.
 */
final class TransactionsSimulation {
    private static final int PRODUCERS = 4;
    private static final int STEPS = 250;

    private final Random random;
    private final FaultDisk disk;
    private final LogFixture fixture;
    private final List<Written> written = new ArrayList<>();
    private long highWatermark;
    /** Nothing below is undecided. */
    private long cleanedTo;

    /** The highest high watermark: no leader takes back what is below, whatever a checkpoint says. */
    private long committedTo;

    private int nextValue;
    private int seen;
    /** For whoever reads of a failure. */
    private final List<String> history = new ArrayList<>();

    private enum Kind {
        PLAIN,
        TRANSACTIONAL,
        COMMIT,
        ABORT;

        boolean isMarker() {
            return this == COMMIT || this == ABORT;
        }
    }

    /** A batch; offsets inclusive. */
    private record Written(
            long firstOffset, long lastOffset, long producer, int epoch, Kind kind, List<String> values) {}

    TransactionsSimulation(long seed) throws IOException {
        random = new Random(seed);
        disk = new FaultDisk(seed);
        fixture = new LogFixture(
                disk,
                Path.of("/data"),
                config().segmentBytes(600 + random.nextInt(3_000))
                        .indexIntervalBytes(100 + random.nextInt(400))
                        .cleanupPolicy("delete", "compact")
                        .compaction(0, 0, Long.MAX_VALUE, random.nextBoolean() ? 0 : LogFixture.DAY_MS)
                        .build());
        started();
    }

    /** How many records have been read. */
    int run() throws IOException {
        try {
            for (int step = 0; step < STEPS; step++) {
                fixture.clock.advance(random.nextInt(1_000));
                step();
                check();
            }
            read(fixture.log.logStartOffset());
            return seen;
        } catch (AssertionError e) {
            throw new AssertionError(String.join("\n", history), e);
        }
    }

    private void step() throws IOException {
        switch (random.nextInt(40)) {
            case 0 -> truncate();
            case 1 -> deleteRecords();
            case 2 -> {
                fixture.closeAndReopen();
                started();
            }
            case 3 -> {
                fixture.directory.fail(new IOException("killed by the test"));
                if (random.nextBoolean()) {
                    disk.crash();
                } else {
                    disk.kill();
                }
                fixture.reopen();
                started();
            }
            case 4 -> fixture.directory.checkpoint();
            case 5 -> fixture.log.force();
            case 6 -> fixture.log.retain(fixture.clock.nowMs(), highWatermark);
            case 7 -> clean();
            case 8, 9, 10, 11, 12, 13 -> {
                long bound = highWatermark + random.nextLong(fixture.log.logEndOffset() - highWatermark + 1);
                boolean all = random.nextInt(3) == 0;
                for (Written batch : written) {
                    if (all || batch.lastOffset < bound) {
                        highWatermark = Math.max(highWatermark, batch.lastOffset + 1);
                    }
                }
                committedTo = Math.max(committedTo, highWatermark);
                fixture.log.committed(highWatermark);
                tell("committed");
            }
            case 14, 15, 16 -> {
                long start = fixture.log.logStartOffset();
                read(start + random.nextLong(Math.max(1, lastStableOffset() - start + 1)));
            }
            case 17, 18, 19, 20, 21, 22 -> end(1 + random.nextInt(PRODUCERS));
            case 23, 24 -> write(0, Kind.PLAIN);
            default -> write(1 + random.nextInt(PRODUCERS), Kind.TRANSACTIONAL);
        }
    }

    /** After a start the high watermark is what a checkpoint says; what power has taken with it is gone. */
    private void started() throws IOException {
        fixture.log.remember(() -> highWatermark);
        fixture.log.findUncommittedEnds();
        highWatermark = fixture.log.checkpointedHighWatermark();
        fixture.log.committed(highWatermark);
        committedTo = Math.min(committedTo, fixture.log.logEndOffset());
        forgetFrom(fixture.log.logEndOffset());
        tell("started");
    }

    private void tell(String what) {
        history.add(what + ": start " + fixture.log.logStartOffset() + ", stable " + lastStableOffset()
                + ", high watermark " + highWatermark + ", end " + fixture.log.logEndOffset());
    }

    private void forgetFrom(long endOffset) {
        written.removeIf(batch -> batch.lastOffset >= endOffset);
    }

    private void truncate() throws IOException {
        long end = fixture.log.logEndOffset();
        long to = committedTo + random.nextLong(end - committedTo + 1);
        long reached = fixture.log.truncateTo(to);
        forgetFrom(to);
        highWatermark = Math.min(highWatermark, reached);
        assertThat(reached).isEqualTo(fixture.log.logEndOffset());
        tell("truncated to " + to);
    }

    private void deleteRecords() throws IOException {
        if (random.nextInt(3) == 0) {
            long start = fixture.log.logStartOffset();
            fixture.log.deleteRecordsBefore(start + random.nextLong(highWatermark - start + 1));
            tell("deleted");
        }
    }

    private void clean() throws IOException {
        Dirt dirt = fixture.log.dirt(fixture.clock.nowMs(), lastStableOffset());
        if (dirt.cleanableBytes() > 0) {
            cleanedTo = fixture.clean(dirt, 1 << 20).endOffset();
            tell("cleaned");
        }
    }

    private void write(long producer, Kind kind) throws IOException {
        List<String> values = new ArrayList<>();
        BatchBuilder builder = new BatchBuilder(Codec.NONE);
        int epoch = epoch(producer);
        if (kind == Kind.TRANSACTIONAL) {
            builder.producer(producer, (short) epoch, Sequences.NONE).transactional();
        }
        for (int i = 0; i <= random.nextInt(3); i++) {
            String value = "" + nextValue++;
            values.add(value);
            builder.append(fixture.clock.nowMs(), utf8(value), utf8(value));
        }
        Appended appended = fixture.append(builder.build(), AppendOrigin.COORDINATOR);
        written(new Written(appended.firstOffset(), appended.lastOffset(), producer, epoch, kind, values));
    }

    /** Producers with even ids use transactions v2. Some are ended that are not open. */
    private void end(long producer) throws IOException {
        boolean commit = random.nextBoolean();
        boolean epochPerTransaction = producer % 2 == 0;
        int epoch = epoch(producer) + (epochPerTransaction ? 1 : 0);
        Appended appended = fixture.log.endTransaction(
                new TransactionMarker(producer, (short) epoch, commit, 0, epochPerTransaction ? 2 : 1), 0);
        written(new Written(
                appended.firstOffset(),
                appended.lastOffset(),
                producer,
                epoch,
                commit ? Kind.COMMIT : Kind.ABORT,
                List.of()));
    }

    private void written(Written batch) {
        written.add(batch);
        history.add(batch.toString());
    }

    private int epoch(long producer) {
        return written.stream()
                .filter(batch -> batch.producer == producer)
                .mapToInt(Written::epoch)
                .max()
                .orElse(0);
    }

    private long lastStableOffset() {
        return fixture.log.lastStableOffset(highWatermark);
    }

    /** The marker of the transaction that a batch belongs to, if it is there. */
    private Map<Written, Written> markers() {
        Map<Written, Written> markers = new HashMap<>();
        Map<Long, List<Written>> open = new HashMap<>();
        for (Written batch : written) {
            if (batch.kind == Kind.TRANSACTIONAL) {
                open.computeIfAbsent(batch.producer, id -> new ArrayList<>()).add(batch);
            } else if (batch.kind.isMarker()) {
                List<Written> ended = open.remove(batch.producer);
                if (ended != null) {
                    ended.forEach(one -> markers.put(one, batch));
                }
            }
        }
        return markers;
    }

    private void check() {
        long start = fixture.log.logStartOffset();
        long stable = lastStableOffset();
        assertThat(stable).isBetween(start, highWatermark);
        Map<Written, Written> markers = markers();
        long firstUnstable = highWatermark;
        boolean exact = true;
        for (Written batch : written) {
            Written marker = markers.get(batch);
            boolean decided = marker != null && marker.lastOffset < highWatermark;
            if (batch.kind == Kind.TRANSACTIONAL && !decided) {
                if (batch.lastOffset >= Math.max(start, cleanedTo)) {
                    assertThat(stable)
                            .as("last stable offset, before " + batch)
                            .isLessThanOrEqualTo(Math.max(start, batch.firstOffset));
                }
                firstUnstable = Math.min(firstUnstable, batch.firstOffset);
                exact &= batch.firstOffset >= Math.max(start, cleanedTo);
            }
        }
        if (exact) {
            assertThat(stable).isEqualTo(firstUnstable);
        }
    }

    private void read(long from) throws IOException {
        long stable = lastStableOffset();
        Map<Written, Written> markers = markers();
        List<String> expected = new ArrayList<>();
        for (Written batch : written) {
            Written marker = markers.get(batch);
            if (batch.kind == Kind.PLAIN || (marker != null && marker.kind == Kind.COMMIT)) {
                for (int i = 0; i < batch.values.size(); i++) {
                    long offset = batch.firstOffset + i;
                    if (offset >= from && offset < stable) {
                        expected.add(batch.values.get(i));
                    }
                }
            }
        }
        assertThat(readCommitted(from, stable, 50 + random.nextInt(1_000))).isEqualTo(expected);
        seen += expected.size();
    }

    /** As clients do: transactions are left out from their first offset on, up to their marker. */
    private List<String> readCommitted(long from, long stable, int maxBytes) throws IOException {
        List<String> values = new ArrayList<>();
        long position = from;
        while (position < stable) {
            StableSlice read = fixture.log.readStable(position, maxBytes, stable, true);
            ByteBuffer batches;
            try (LogSlice slice = read.slice()) {
                batches = slice.read();
            }
            if (!batches.hasRemaining()) {
                return values;
            }
            PriorityQueue<AbortedTransaction> toCome =
                    new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
            toCome.addAll(read.aborted());
            Set<Long> aborted = new HashSet<>();
            for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
                position = consume(batches, at, position, toCome, aborted, values);
            }
        }
        return values;
    }

    private static long consume(
            ByteBuffer batches,
            int at,
            long position,
            PriorityQueue<AbortedTransaction> toCome,
            Set<Long> aborted,
            List<String> values)
            throws IOException {
        for (AbortedTransaction next = toCome.peek();
                next != null && next.firstOffset() <= Batch.lastOffset(batches, at);
                next = toCome.peek()) {
            aborted.add(toCome.remove().producerId());
        }
        long producer = Batch.producerId(batches, at);
        if (Batch.isControl(batches, at)) {
            if (EndTransaction.in(batches, at).filter(end -> !end.committed()).isPresent()) {
                aborted.remove(producer);
            }
        } else if (!Batch.isTransactional(batches, at) || !aborted.contains(producer)) {
            try (RecordReader reader = RecordReader.of(batches, at)) {
                while (reader.hasNext()) {
                    StoredRecord record = reader.next();
                    if (record.offset() >= position) {
                        values.add(LogFixture.value(record));
                    }
                }
            }
        }
        return Batch.lastOffset(batches, at) + 1;
    }
}
