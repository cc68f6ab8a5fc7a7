package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.log.clean.Throttle;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Checksum;
import io.suiro.record.Codec;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** One data directory with one partition, closed and opened again at will, under a clock that stands still. */
final class LogFixture {
    static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    static final Uuid TOPIC_ID = new Uuid(7, 11);
    static final long DAY_MS = 24L * 3600 * 1000;
    static final long START_MS = 1_700_000_000_000L;

    final TestClock clock = new TestClock();
    final Path root;
    final Disk disk;
    LogConfig config;
    LogDirectory directory;
    PartitionLog log;

    LogFixture(Path root, LogConfig config) throws IOException {
        this(new FileSystemDisk(), root, config);
    }

    LogFixture(Disk disk, Path root, LogConfig config) throws IOException {
        this.disk = disk;
        this.root = root;
        this.config = config;
        this.directory = LogDirectory.open(disk, root, "cluster", 1, clock);
        this.log = directory.openLog(ORDERS, TOPIC_ID, config);
        directory.forceCreated();
    }

    void reopen() throws IOException {
        directory = LogDirectory.open(disk, root, "cluster", 1, clock);
        log = directory.openLog(ORDERS, TOPIC_ID, config);
        directory.forceCreated();
    }

    void closeAndReopen() throws IOException {
        directory.close();
        reopen();
    }

    /** As after kill -9: what was written is there, and nothing says that it is all. */
    void killAndReopen() throws IOException {
        directory.fail(new IOException("killed by the test"));
        directory.close();
        reopen();
    }

    /** Compacts what may be compacted. */
    Cleaned clean() throws IOException {
        return clean(log.dirt(clock.nowMs(), log.logEndOffset()), 1 << 20);
    }

    Cleaned clean(Dirt dirt, long mapBytes) throws IOException {
        Throttle throttle = new Throttle(clock, Double.MAX_VALUE, nanos -> {});
        return log.clean(dirt, new CleaningLimits(mapBytes, 0.9, 1000, () -> false, throttle), Runnable::run);
    }

    Path partition() {
        return root.resolve("orders-0");
    }

    Path file(long baseOffset, String suffix) {
        return partition().resolve(FileNames.of(baseOffset, suffix));
    }

    /** One batch with these values, at the clock's time. */
    Appended append(String... values) throws IOException {
        return log.append(batch(clock.nowMs(), values), AppendOrigin.CLIENT, 0);
    }

    /** As soon as the coordinator of its transaction has said yes, which it does. */
    Appended append(ByteBuffer batch, AppendOrigin origin) throws IOException {
        try {
            return log.append(batch, origin, 0);
        } catch (Unverified e) {
            log.verified(e.guard());
            return log.append(batch, origin, 0);
        }
    }

    static ByteBuffer batch(long timestampMs, String... values) {
        BatchBuilder builder = new BatchBuilder(Codec.NONE);
        for (String value : values) {
            builder.append(timestampMs, null, utf8(value));
        }
        return builder.build();
    }

    static ByteBuffer idempotent(long producerId, int epoch, int sequence, long timestampMs, String... values) {
        BatchBuilder builder = new BatchBuilder(Codec.NONE).producer(producerId, (short) epoch, sequence);
        for (String value : values) {
            builder.append(timestampMs, utf8("key"), utf8(value));
        }
        return builder.build();
    }

    static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** Every record from the log's start on, read as a consumer would with a small limit. */
    List<StoredRecord> readAll() throws IOException {
        return readAll(log, log.logStartOffset(), 300);
    }

    static List<StoredRecord> readAll(PartitionLog log, long from, int maxBytes) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        long offset = from;
        long end = log.logEndOffset();
        while (offset < end) {
            ByteBuffer batches;
            try (LogSlice slice = log.read(offset, maxBytes, end, true)) {
                batches = slice.read();
            }
            if (!batches.hasRemaining()) {
                throw new AssertionError("nothing to read at " + offset + " below " + end);
            }
            for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
                if (!Checksum.matches(batches, at)) {
                    throw new AssertionError("a batch that fails its checksum was read at " + offset);
                }
                try (RecordReader reader = RecordReader.of(batches, at)) {
                    while (reader.hasNext()) {
                        StoredRecord record = reader.next();
                        if (record.offset() >= from) {
                            records.add(record);
                        }
                    }
                }
                offset = Batch.lastOffset(batches, at) + 1;
            }
        }
        return records;
    }

    List<String> values() throws IOException {
        return readAll().stream().map(LogFixture::value).toList();
    }

    static String value(StoredRecord record) {
        ByteBuffer value = record.value();
        return value == null ? "" : text(value);
    }

    static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }

    static Config config() {
        return new Config();
    }

    /** Kafka's defaults where a test does not say otherwise, but no room for timestamps to be refused. */
    static final class Config {
        private int segmentBytes = 1024 * 1024;
        private long segmentMs = 7L * 24 * 3600 * 1000;
        private int indexIntervalBytes = 4096;
        private long retentionBytes = -1;
        private long retentionMs = -1;
        private Set<String> cleanupPolicy = Set.of("delete");
        private CompactionConfig compaction = new CompactionConfig(0.5, 0, Long.MAX_VALUE, DAY_MS);
        private boolean logAppendTime;
        private String compression = "producer";

        Config segmentBytes(int bytes) {
            segmentBytes = bytes;
            return this;
        }

        Config segmentMs(long ms) {
            segmentMs = ms;
            return this;
        }

        Config indexIntervalBytes(int bytes) {
            indexIntervalBytes = bytes;
            return this;
        }

        Config retentionBytes(long bytes) {
            retentionBytes = bytes;
            return this;
        }

        Config retentionMs(long ms) {
            retentionMs = ms;
            return this;
        }

        Config cleanupPolicy(String... policies) {
            cleanupPolicy = Set.of(policies);
            return this;
        }

        Config compaction(double minCleanableRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {
            compaction = new CompactionConfig(minCleanableRatio, minLagMs, maxLagMs, deleteRetentionMs);
            return this;
        }

        Config logAppendTime() {
            logAppendTime = true;
            return this;
        }

        Config compression(String codec) {
            compression = codec;
            return this;
        }

        LogConfig build() {
            return new LogConfig(
                    segmentBytes,
                    segmentMs,
                    0,
                    indexIntervalBytes,
                    10 * 1024 * 1024,
                    retentionBytes,
                    retentionMs,
                    cleanupPolicy,
                    compaction,
                    1024 * 1024,
                    logAppendTime,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    compression,
                    60_000,
                    24L * 3600 * 1000);
        }
    }

    static final class TestClock implements Clock {
        private long nowMs = START_MS;

        void advance(long ms) {
            nowMs += ms;
        }

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public long nanoTime() {
            return nowMs * 1_000_000;
        }
    }
}
