package io.suiro.bench;

import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.log.LogSlice;
import io.suiro.log.PartitionLog;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * keeps 1 GiB: older segments are deleted between iterations. {@code bench/run jmh AppendBatch}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AppendBatch {
    private static final int FETCH_BYTES = 1 << 20;
    private static final int VALUE_BYTES = 100;
    private static final Map<String, String> SETTINGS = Map.of(
            "segment.bytes", Integer.toString(256 << 20),
            "retention.bytes", Integer.toString(1 << 30),
            "file.delete.delay.ms", "0");

    @Param({"1", "600", "2500"})
    public int records;

    private ByteBuffer batch = ByteBuffer.allocate(0);
    private @Nullable TemporaryLog temporary;

    @Setup
    public void open() throws IOException {
        batch = Batches.of(Codec.NONE, records, VALUE_BYTES, System.currentTimeMillis());
        temporary = new TemporaryLog(SETTINGS);
    }

    @TearDown(Level.Iteration)
    public void retain() throws IOException {
        Objects.requireNonNull(temporary).retain();
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(temporary).close();
    }

    /** The broker stamps the offset in place, and a producer's batches start at 0. */
    private Appended appendNext() throws IOException {
        batch.putLong(0, 0);
        return log().append(batch, AppendOrigin.CLIENT, 0);
    }

    private PartitionLog log() {
        return Objects.requireNonNull(temporary).log();
    }

    @Benchmark
    public Appended append() throws IOException {
        return appendNext();
    }

    @Benchmark
    public int appendAndFindAtTheTail() throws IOException {
        Appended appended = appendNext();
        try (LogSlice slice = log().read(appended.firstOffset(), FETCH_BYTES, log().logEndOffset(), true)) {
            return slice.sizeInBytes();
        }
    }
}
