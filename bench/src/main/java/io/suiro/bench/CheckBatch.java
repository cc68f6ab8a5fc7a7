package io.suiro.bench;

import io.suiro.record.BatchCheck;
import io.suiro.record.BatchRules;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What checking a producer's batch costs before it is stored: checksum, header, and the walk over its records. {@code
 * bench/run jmh CheckBatch}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CheckBatch {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final int VALUE_BYTES = 100;

    @Param({"1", "600", "2500"})
    public int records;

    @Param({"NONE", "LZ4"})
    public Codec codec = Codec.NONE;

    private final BatchRules rules = new BatchRules(1 << 20, false, false, Long.MAX_VALUE, 3_600_000);
    private ByteBuffer batch = ByteBuffer.allocate(0);

    @Setup
    public void build() {
        batch = Batches.of(codec, records, VALUE_BYTES, NOW_MS);
    }

    @Benchmark
    public ByteBuffer check() {
        BatchCheck.check(batch, rules, NOW_MS);
        return batch;
    }
}
