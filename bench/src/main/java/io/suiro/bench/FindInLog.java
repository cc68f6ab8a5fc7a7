package io.suiro.bench;

import io.suiro.log.AppendOrigin;
import io.suiro.log.FoundOffset;
import io.suiro.log.LogSlice;
import io.suiro.log.PartitionLog;
import io.suiro.record.Codec;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Looking up an offset and a timestamp anywhere in one large segment: the offset index, the time index, and the walk over
 * the batches between two of their entries. What is stored should hardly matter. {@code bench/run jmh FindInLog}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FindInLog {
    private static final int FETCH_BYTES = 1 << 20;
    private static final int BATCH_RECORDS = 10;
    private static final int VALUE_BYTES = 100;
    private static final long FIRST_MS = 1_700_000_000_000L;
    private static final Map<String, String> SETTINGS =
            Map.of("segment.bytes", Integer.toString(1 << 30), "retention.ms", "-1");

    @Param({"10", "250"})
    public int storedMb;

    private final SplittableRandom random = new SplittableRandom(1);
    private @Nullable TemporaryLog temporary;
    private long batches;

    /** Small batches, several for each entry of the indexes, a millisecond apart. */
    @Setup
    public void fill() throws IOException {
        temporary = new TemporaryLog(SETTINGS);
        for (batches = 0; log().sizeInBytes() < storedMb * 1_000_000L; batches++) {
            log().append(
                            Batches.of(Codec.NONE, BATCH_RECORDS, VALUE_BYTES, FIRST_MS + batches),
                            AppendOrigin.CLIENT,
                            0);
        }
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(temporary).close();
    }

    private PartitionLog log() {
        return Objects.requireNonNull(temporary).log();
    }

    @Benchmark
    public int byOffset() throws IOException {
        long offset = random.nextLong(batches * BATCH_RECORDS);
        try (LogSlice slice = log().read(offset, FETCH_BYTES, log().logEndOffset(), true)) {
            return slice.sizeInBytes();
        }
    }

    @Benchmark
    public Optional<FoundOffset> byTimestamp() throws IOException {
        return log().offsetForTimestamp(FIRST_MS + random.nextLong(batches), log().logEndOffset());
    }
}
