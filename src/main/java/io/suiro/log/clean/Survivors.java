package io.suiro.log.clean;

import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.record.BatchFilter;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What of each batch survives a cleaning, for one pass over a log in order of offset:
 *
 * <ul>
 *   <li>of the records with the same key the latest, as far as the offset map reaches; what lies behind it stays;
 *   <li>a tombstone for {@code delete.retention.ms} after it was first met by a cleaning, so that every reader can see it;
 *   <li>nothing of an aborted transaction, and no record without a key;
 *   <li>a marker until nothing of its transaction is left, and then as long as a tombstone;
 *   <li>the last batch of a producer that is still known, be it as a header alone: its sequence goes on from there;
 *   <li>the very last batch, in the same way: the offsets go on from there (KAFKA-17076).
 * </ul>
 *
 * One thread. Source: KIP-58, KIP-534; Kafka's {@code Cleaner}.
 */
public final class Survivors {
    private final OffsetMap latest;
    private final long mappedEnd;
    private final long roundEnd;
    private final Transactions transactions;
    private final Map<Long, LastBatch> producers;
    private final long nowMs;
    private final long horizonMs;

    /**
     * The last batch of a producer.
     *
     * @param lastOffset of its last record, -1 if of this epoch only a marker is known
     */
    public record LastBatch(long lastOffset, short producerEpoch) {}

    /**
     * @param mappedEnd the offset map tells of keys below it, exclusive
     * @param roundEnd where what may be compacted ends, exclusive
     * @param aborted transactions of the log
     * @param needed told of each aborted transaction whose marker stays
     * @param producers those that are still known, by producer id
     * @param deleteRetentionMs how long tombstones stay from now on
     */
    public Survivors(
            OffsetMap latest,
            long mappedEnd,
            long roundEnd,
            Iterable<AbortedTransaction> aborted,
            Consumer<AbortedTransaction> needed,
            Map<Long, LastBatch> producers,
            long nowMs,
            long deleteRetentionMs) {
        this.latest = latest;
        this.mappedEnd = mappedEnd;
        this.roundEnd = roundEnd;
        this.transactions = new Transactions(0, aborted, needed);
        this.producers = producers;
        this.nowMs = nowMs;
        this.horizonMs = deleteRetentionMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + deleteRetentionMs;
    }

    /**
     * What is left of the batch that lies here: a slice of the buffer if that is all of it, null if nothing is.
     *
     * @throws Refused CORRUPT_MESSAGE if the batch does not hold what its header promises
     */
    public @Nullable ByteBuffer of(ByteBuffer buffer, int at) {
        boolean idle = transactions.isIdle(buffer, at);
        boolean control = Batch.isControl(buffer, at);
        boolean horizonPassed =
                BatchFilter.hasDeleteHorizon(buffer, at) && BatchFilter.deleteHorizonMs(buffer, at) <= nowMs;
        boolean discarded = idle && (!control || horizonPassed);
        boolean last = isLastOfProducer(buffer, at) || Batch.lastOffset(buffer, at) + 1 == roundEnd;
        if (discarded && !last) {
            return null;
        }
        boolean all = control && !discarded;
        return BatchFilter.filter(
                buffer,
                at,
                (offset, key, hasValue) -> all || (!discarded && survives(offset, key, hasValue || !horizonPassed)),
                last,
                horizonMs,
                idle && control);
    }

    private boolean survives(long offset, @Nullable ByteBuffer key, boolean stays) {
        return offset >= mappedEnd || (key != null && stays && offset >= latest.get(key));
    }

    private boolean isLastOfProducer(ByteBuffer buffer, int at) {
        LastBatch last = producers.get(Batch.producerId(buffer, at));
        if (last == null) {
            return false;
        }
        return last.lastOffset < 0
                ? Batch.isControl(buffer, at) && Batch.producerEpoch(buffer, at) == last.producerEpoch
                : Batch.lastOffset(buffer, at) == last.lastOffset;
    }
}
