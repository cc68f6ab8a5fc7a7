package io.suiro.bench;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.log.LogConfig;
import io.suiro.log.LogDirectory;
import io.suiro.log.LogSlice;
import io.suiro.log.PartitionLog;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appending a batch to a log on a real disk, page cache only, and finding it again as a fetch at the tail does. The log
 * keeps 1 GiB: older segments are deleted between iterations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AppendBatch {
    private static final int FETCH_BYTES = 1 << 20;

    @Param({"1", "600", "2500"})
    public int records;

    private final FileSystemDisk disk = new FileSystemDisk();
    private ByteBuffer batch = ByteBuffer.allocate(0);
    private @Nullable Path root;
    private @Nullable LogDirectory directory;
    private @Nullable PartitionLog log;

    @Setup
    public void open() throws IOException {
        batch = Batches.of(Codec.NONE, records, System.currentTimeMillis());
        Path created = Files.createTempDirectory("suiro-bench");
        LogDirectory opened = LogDirectory.open(disk, created, "bench", 0, Clock.SYSTEM);
        EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(0));
        LogConfig config = LogConfig.of(
                name -> switch (name) {
                    case "segment.bytes" -> Integer.toString(256 << 20);
                    case "retention.bytes" -> Integer.toString(1 << 30);
                    case "file.delete.delay.ms" -> "0";
                    default -> settings.topicValue("bench", name);
                },
                settings.longOf("producer.id.expiration.ms"));
        root = created;
        directory = opened;
        log = opened.openLog(new TopicPartition("bench", 0), Uuid.randomUuid(), config);
        opened.forceCreated();
    }

    @TearDown(Level.Iteration)
    public void retain() throws IOException {
        opened().retain(System.currentTimeMillis(), opened().logEndOffset());
        if (directory != null) {
            directory.purge(System.currentTimeMillis());
        }
    }

    @TearDown
    public void close() throws IOException {
        if (directory != null && root != null) {
            directory.close();
            disk.delete(root);
        }
    }

    /** The broker stamps the offset in place, and a producer's batches start at 0. */
    private Appended appendNext() throws IOException {
        batch.putLong(0, 0);
        return opened().append(batch, AppendOrigin.CLIENT, 0);
    }

    private PartitionLog opened() {
        if (log == null) {
            throw new IllegalStateException("not open");
        }
        return log;
    }

    @Benchmark
    public Appended append() throws IOException {
        return appendNext();
    }

    @Benchmark
    public int appendAndFindAtTheTail() throws IOException {
        Appended appended = appendNext();
        try (LogSlice slice = opened().read(appended.firstOffset(), FETCH_BYTES, opened().logEndOffset(), true)) {
            return slice.sizeInBytes();
        }
    }
}
