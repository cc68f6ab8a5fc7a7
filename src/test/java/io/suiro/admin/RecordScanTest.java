package io.suiro.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.admin.RecordScan.Ended;
import io.suiro.admin.RecordScan.Found;
import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Looking for records in logs with holes, markers and leaders that do not answer. */
class RecordScanTest {
    private static final RecordFilter ANY = new RecordFilter(null, null, List.of());

    /** A partition's log: what stands at its position and behind is a piece. */
    private static final class Log {
        private final List<ByteBuffer> batches = new ArrayList<>();
        private int reads;

        Log batch(long baseOffset, long timestampMs, int count) {
            BatchBuilder batch = new BatchBuilder(Codec.NONE);
            for (int i = 0; i < count; i++) {
                batch.append(timestampMs + i, null, ByteBuffer.wrap(new byte[] {'v'}));
            }
            return add(baseOffset, batch);
        }

        Log marker(long offset) {
            return add(offset, new BatchBuilder(Codec.NONE).control().append(0, null, null));
        }

        private Log add(long baseOffset, BatchBuilder batch) {
            ByteBuffer built = batch.build();
            Batch.stamp(built, 0, baseOffset, 0);
            batches.add(built);
            return this;
        }

        /** Two batches at most, and the beginning of another. */
        ByteBuffer read(int partition, long offset) {
            reads++;
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            batches.stream()
                    .filter(batch -> Batch.lastOffset(batch, 0) >= offset)
                    .limit(2)
                    .forEach(batch -> piece.put(batch.duplicate()));
            return piece.put(new byte[Batch.HEADER_BYTES / 2]).flip();
        }
    }

    private static Found run(int limit, PartitionScan... partitions) {
        return new RecordScan(limit, Long.MAX_VALUE, System.nanoTime(), 60_000)
                .run(List.of(partitions), ANY, RecordFormat.AUTO, RecordFormat.AUTO);
    }

    private static List<Long> offsets(Found found) {
        return found.records().stream().map(RecordView::offset).toList();
    }

    @Test
    void aScanBeginsAndEndsAmidABatch() {
        Log log = new Log().batch(0, 0, 5).batch(5, 10, 5).batch(10, 20, 5);
        Found found = run(100, new PartitionScan(0, 3, 12, log::read));
        assertThat(offsets(found)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(found.ended()).isEqualTo(Ended.END);
        assertThat(found.next()).isEqualTo(Map.of(0, 12L));
        assertThat(log.reads).isEqualTo(2);
    }

    @Test
    void whatCompactionHasLeftOutAndMarkersAreSteppedOver() {
        Log log = new Log().batch(7, 0, 1).marker(8).batch(20, 1, 2).marker(22).marker(30);
        Found found = run(100, new PartitionScan(0, 0, 31, log::read));
        assertThat(offsets(found)).containsExactly(7L, 20L, 21L);
        assertThat(found.ended()).isEqualTo(Ended.END);
        assertThat(found.next()).isEqualTo(Map.of(0, 31L));
    }

    @Test
    void anEmptyPartitionIsNotRead() {
        Log log = new Log();
        assertThat(run(1, new PartitionScan(0, 5, 5, log::read)).ended()).isEqualTo(Ended.END);
        assertThat(log.reads).isZero();
    }

    @Test
    void theNextOfEachPartitionIsWhatWasNotTaken() {
        Log even = new Log().batch(0, 100, 1).batch(1, 300, 1);
        Log odd = new Log().batch(0, 200, 1).batch(1, 400, 1);
        Found found = run(3, new PartitionScan(0, 0, 2, even::read), new PartitionScan(1, 0, 2, odd::read));
        assertThat(found.records()).extracting(RecordView::partition).containsExactly(0, 1, 0);
        assertThat(found.ended()).isEqualTo(Ended.LIMIT);
        assertThat(found.next()).isEqualTo(Map.of(0, 2L, 1, 1L));
    }

    @Test
    void aLeaderThatIsTooSlowEndsTheScanWithWhatThereIs() {
        Log log = new Log().batch(0, 0, 1).batch(1, 1, 1).batch(2, 2, 1);
        Found found = run(100, new PartitionScan(0, 0, 3, (partition, offset) -> {
            if (offset > 0) {
                throw new Refused(Errors.REQUEST_TIMED_OUT);
            }
            return log.read(partition, offset);
        }));
        assertThat(offsets(found)).containsExactly(0L, 1L);
        assertThat(found.ended()).isEqualTo(Ended.TIME);
        assertThat(found.next()).isEqualTo(Map.of(0, 2L));
    }

    @Test
    void timeThatIsUpEndsTheScan() {
        Log log = new Log().batch(0, 0, 1);
        Found found = new RecordScan(1, 1, System.nanoTime() - 1_000_000_000L, 10)
                .run(List.of(new PartitionScan(0, 0, 1, log::read)), ANY, RecordFormat.AUTO, RecordFormat.AUTO);
        assertThat(found).isEqualTo(new Found(List.of(), Ended.TIME, new TreeMap<>(Map.of(0, 0L))));
    }

    @Test
    void anythingElseThatALeaderRefusesIsRefused() {
        PartitionScan failing = new PartitionScan(0, 0, 1, (partition, offset) -> {
            throw new Refused(Errors.KAFKA_STORAGE_ERROR);
        });
        assertThatThrownBy(() -> run(1, failing)).isInstanceOf(Refused.class);
    }

    @Test
    void aLogThatGivesNothingDoesNotHoldTheScanUp() {
        assertThatThrownBy(() -> run(1, new PartitionScan(0, 0, 1, (partition, offset) -> ByteBuffer.allocate(0))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.LEADER_NOT_AVAILABLE));
        Log behind = new Log().batch(0, 0, 1);
        assertThatThrownBy(() -> run(1, new PartitionScan(0, 1, 2, (partition, offset) -> behind.read(0, 0))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.LEADER_NOT_AVAILABLE));
    }
}
