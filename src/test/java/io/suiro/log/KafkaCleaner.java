package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.AbortedTxn;
import org.apache.kafka.storage.internals.log.Cleaner;
import org.apache.kafka.storage.internals.log.LogToClean;
import org.apache.kafka.storage.internals.log.SkimpyOffsetMap;
import org.apache.kafka.storage.internals.log.TransactionIndex;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.utils.Throttler;

/** Apache Kafka's log and cleaner on a directory, and what they see in one. */
final class KafkaCleaner {
    private KafkaCleaner() {}

    record Line(long offset, long timestamp, String key, String value, List<String> headers) {}

    record Batch(
            long baseOffset,
            long lastOffset,
            long producerId,
            short epoch,
            int baseSequence,
            int lastSequence,
            String codec,
            long maxTimestamp,
            boolean transactional,
            boolean control,
            long deleteHorizonMs,
            int leaderEpoch,
            List<Line> records) {}

    /** Lets Kafka open the log, which was closed cleanly, and compact it once; what is then in it. */
    static List<Batch> clean(
            Path partition, int segmentBytes, long deleteRetentionMs, Dirt dirt, int mapBytes, long nowMs)
            throws Exception {
        Map<String, ?> configs = Map.of(
                "internal.segment.bytes",
                segmentBytes,
                "cleanup.policy",
                "compact",
                "delete.retention.ms",
                deleteRetentionMs,
                "min.cleanable.dirty.ratio",
                0);
        Time time = new StandingTime(nowMs);
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        try (UnifiedLog log = KafkaLog.open(partition, configs, scheduler, time, true, null)) {
            log.updateHighWatermark(log.logEndOffset());
            Cleaner cleaner = new Cleaner(
                    0,
                    new SkimpyOffsetMap(mapBytes),
                    65_536,
                    1 << 20,
                    0.9,
                    new Throttler(Double.MAX_VALUE, 1000, "throttle", "bytes", time),
                    time,
                    topicPartition -> {});
            cleaner.doClean(new LogToClean(log, dirt.firstDirtyOffset(), dirt.firstUncleanableOffset(), false), nowMs);
            return batches(partition);
        } finally {
            scheduler.shutdown();
        }
    }

    /** As the fixture's clock, so that both forget the same producers. */
    private record StandingTime(long milliseconds) implements Time {
        @Override
        public long nanoseconds() {
            return TimeUnit.MILLISECONDS.toNanos(milliseconds);
        }

        @Override
        public void sleep(long ms) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
            throw new UnsupportedOperationException();
        }
    }

    /** Every batch of every segment, as Kafka reads them. */
    static List<Batch> batches(Path partition) throws IOException {
        List<Batch> batches = new ArrayList<>();
        for (File file : files(partition, ".log")) {
            try (FileRecords records = FileRecords.open(file, false)) {
                for (RecordBatch batch : records.batches()) {
                    batch.ensureValid();
                    batches.add(batch(batch));
                }
            }
        }
        return batches;
    }

    private static Batch batch(RecordBatch batch) {
        List<Line> lines = new ArrayList<>();
        for (Record record : batch) {
            lines.add(new Line(
                    record.offset(),
                    record.timestamp(),
                    text(record.key()),
                    text(record.value()),
                    Arrays.stream(record.headers())
                            .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
                            .toList()));
        }
        return new Batch(
                batch.baseOffset(),
                batch.lastOffset(),
                batch.producerId(),
                batch.producerEpoch(),
                batch.baseSequence(),
                batch.lastSequence(),
                batch.compressionType().name,
                batch.maxTimestamp(),
                batch.isTransactional(),
                batch.isControlBatch(),
                batch.deleteHorizonMs().orElse(-1),
                batch.partitionLeaderEpoch(),
                lines);
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null ? "null" : UTF_8.decode(bytes.duplicate()).toString();
    }

    /** What all transaction indexes say. */
    static List<List<Long>> aborted(Path partition) throws IOException {
        List<List<Long>> aborted = new ArrayList<>();
        for (File file : files(partition, ".txnindex")) {
            long base = Long.parseLong(file.getName().substring(0, 20));
            try (TransactionIndex index = new TransactionIndex(base, file)) {
                for (AbortedTxn transaction :
                        index.collectAbortedTxns(0, Long.MAX_VALUE).abortedTransactions()) {
                    aborted.add(List.of(
                            transaction.producerId(),
                            transaction.firstOffset(),
                            transaction.lastOffset(),
                            transaction.lastStableOffset()));
                }
            }
        }
        return aborted;
    }

    private static List<File> files(Path partition, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .map(Path::toFile)
                    .toList();
        }
    }
}
