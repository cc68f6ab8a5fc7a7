package io.suiro.bench;

import io.suiro.record.BatchRules;
import io.suiro.record.Codec;
import io.suiro.record.Recompress;
import io.suiro.record.RecordReader;
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
 * What each codec costs where a broker must look inside a batch, here of 500 JSON events: reading its records (replay,
 * lookup by time), and storing it in the codec that a topic asks for, or plain. Beside NONE, which costs the walk alone
 * and nothing to recompress. {@code bench/run jmh ReadAndRecompress}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReadAndRecompress {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final int RECORDS = 500;

    @Param({"NONE", "GZIP", "SNAPPY", "LZ4", "ZSTD"})
    public Codec codec = Codec.NONE;

    private final BatchRules rules = new BatchRules(1 << 20, false, false, Long.MAX_VALUE, 3_600_000);
    private ByteBuffer plain = ByteBuffer.allocate(0);
    private ByteBuffer compressed = ByteBuffer.allocate(0);

    @Setup
    public void build() {
        plain = Batches.ofEvents(Codec.NONE, RECORDS, NOW_MS);
        compressed = Batches.ofEvents(codec, RECORDS, NOW_MS);
    }

    @Benchmark
    public long read() {
        long sum = 0;
        try (RecordReader records = RecordReader.of(compressed, 0)) {
            while (records.hasNext()) {
                sum += records.next().offset();
            }
        }
        return sum;
    }

    @Benchmark
    public ByteBuffer compress() {
        return Recompress.to(codec, plain, rules, NOW_MS);
    }

    @Benchmark
    public ByteBuffer decompress() {
        return Recompress.to(Codec.NONE, compressed, rules, NOW_MS);
    }
}
