package io.suiro.log;

import io.suiro.error.Refused;
import io.suiro.log.ProducerState.Written;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.log.clean.Survivors.LastBatch;
import io.suiro.record.Batch;
import io.suiro.record.EndTransaction;
import io.suiro.record.TransactionMarker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The idempotent and transactional producers of one partition: what makes a repeated batch a duplicate, a lost one a
 * gap, and a zombie's a refusal. A batch is first looked up with {@link #duplicateOf}, then checked, then, stamped with
 * its offsets, applied with {@link #update}; recovery applies the batches of the log in the same way.
 *
 * <p>A producer that is not known (its state expired, or its records were deleted) may start at any sequence: refusing
 * it would lose its records for nothing, because there is nothing left that they could repeat (KIP-360).
 *
 * <p>Lane only, but where it says otherwise. Source: KIP-98, KIP-360.
 */
public final class ProducerStates {
    private static final int FIRST_WITH_EPOCH_PER_TRANSACTION = 2;
    /** Where a log is stable to its end. */
    private static final long STABLE = -1;

    /** Concurrent for the sake of {@link #active}; the lane alone writes. */
    private final Map<Long, ProducerState> byId = new ConcurrentHashMap<>();

    private final TreeSet<Long> openTransactions = new TreeSet<>();
    private final Verifications verifications = new Verifications();
    private EndedTransactions ended = new EndedTransactions();
    private volatile long firstUnstableOffset = STABLE;
    private long mapStartOffset;
    private long mapEndOffset;

    /**
     * Reads Kafka's {@code .snapshot} file.
     *
     * @throws CorruptFile if it is not one, or not as it was written; an older one can be tried
     */
    public static ProducerStates fromSnapshot(byte[] content) throws CorruptFile {
        var states = new ProducerStates();
        for (ProducerState state : ProducerSnapshot.read(content)) {
            states.byId.put(state.published().producerId(), state);
            if (state.hasTransaction()) {
                states.openTransactions.add(state.transactionStart());
            }
        }
        states.publishUnstable();
        return states;
    }

    /**
     * As {@link #fromSnapshot(byte[])}, knowing what the file's content does not tell.
     *
     * @param mapEndOffset the offset that the file is named after, exclusive
     */
    public static ProducerStates fromSnapshot(byte[] content, long mapEndOffset) throws CorruptFile {
        ProducerStates states = fromSnapshot(content);
        states.mapStartOffset = mapEndOffset;
        states.mapEndOffset = mapEndOffset;
        return states;
    }

    /** All states as Kafka's {@code .snapshot} file, to be named after {@link #mapEndOffset}. */
    public byte[] toSnapshot() {
        return ProducerSnapshot.write(byId.values());
    }

    /**
     * The first writing of a batch that is among the last 32 of its producer. Its logAppendTimeMs and logStartOffset
     * are -1: they are the log's to fill in.
     */
    public @Nullable Appended duplicateOf(ByteBuffer buffer, int at) {
        ProducerState state = byId.get(Batch.producerId(buffer, at));
        if (state == null || Batch.baseSequence(buffer, at) == Sequences.NONE) {
            return null;
        }
        Written first =
                state.find(Batch.producerEpoch(buffer, at), Batch.baseSequence(buffer, at), Sequences.last(buffer, at));
        return first == null ? null : new Appended(first.firstOffset(), first.lastOffset(), -1, -1, true);
    }

    /**
     * Whether a batch may be appended next; nothing changes. Batches without a producer id and those of a leader
     * elsewhere always may.
     *
     * @param logStartOffset of the log, told to the producer's owner when a sequence is refused
     * @throws Refused INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_TXN_STATE (a plain batch inside a
     *     transaction), TRANSACTION_COORDINATOR_FENCED
     * @throws Unverified if the batch opens a transaction here, and nobody has asked its coordinator
     */
    public void check(ByteBuffer buffer, int at, AppendOrigin origin, long logStartOffset, long nowMs) {
        long producerId = Batch.producerId(buffer, at);
        if (origin == AppendOrigin.REPLICATION || producerId == Batch.NO_PRODUCER_ID) {
            return;
        }
        ProducerState state = byId.get(producerId);
        if (state != null) {
            checkKnown(state, buffer, at, origin, logStartOffset);
        }
        short epoch = Batch.producerEpoch(buffer, at);
        if (Batch.isTransactional(buffer, at)
                && !Batch.isControl(buffer, at)
                && (state == null || !state.hasTransaction() || state.epoch() != epoch)) {
            verifications.check(producerId, epoch, Batch.baseSequence(buffer, at), nowMs);
        }
    }

    /**
     * Whether a transaction may be ended like this; {@link #check} follows.
     *
     * <p>Transactions v2 raise the epoch with each end, so that a marker that comes late cannot end the next transaction.
     *
     * @throws Refused INVALID_PRODUCER_EPOCH
     */
    void checkEnd(TransactionMarker marker) {
        ProducerState state = byId.get(marker.producerId());
        if (state != null
                && marker.transactionVersion() >= FIRST_WITH_EPOCH_PER_TRANSACTION
                && marker.producerEpoch() == state.epoch()
                && state.hasTransaction()) {
            throw new Refused(
                    Errors.INVALID_PRODUCER_EPOCH,
                    "producer " + marker.producerId() + " has a transaction open in the epoch " + state.epoch()
                            + ", which a marker of that epoch does not end");
        }
    }

    /** Whether the marker is here already: it comes again, as its coordinator has not had the answer, and may be behind the next transaction's first batch. */
    boolean isRepeated(TransactionMarker marker) {
        ProducerState state = byId.get(marker.producerId());
        return state != null
                && marker.transactionVersion() >= FIRST_WITH_EPOCH_PER_TRANSACTION
                && marker.producerEpoch() == state.epoch()
                && marker.coordinatorEpoch() == state.coordinatorEpoch()
                && !state.hasTransaction();
    }

    /** The transaction's coordinator says that it includes this partition; of no effect if a marker was written since it was asked. */
    void verified(VerificationGuard guard) {
        verifications.verified(guard);
    }

    private static void checkKnown(
            ProducerState state, ByteBuffer buffer, int at, AppendOrigin origin, long logStartOffset) {
        long producerId = Batch.producerId(buffer, at);
        short epoch = Batch.producerEpoch(buffer, at);
        if (epoch < state.epoch()) {
            throw new Refused(
                    Errors.INVALID_PRODUCER_EPOCH,
                    "producer " + producerId + " has the epoch " + epoch + ", the latest is " + state.epoch());
        }
        if (Batch.isControl(buffer, at)) {
            checkMarker(state, EndTransaction.in(buffer, at));
            return;
        }
        if (origin == AppendOrigin.CLIENT) {
            checkSequence(state, buffer, at, logStartOffset);
        }
        if (state.hasTransaction() && !Batch.isTransactional(buffer, at)) {
            throw new Refused(
                    Errors.INVALID_TXN_STATE,
                    "producer " + producerId + " has a transaction open since offset " + state.transactionStart());
        }
    }

    private static void checkSequence(ProducerState state, ByteBuffer buffer, int at, long logStartOffset) {
        if (state.epoch() == ProducerState.NO_EPOCH) {
            return;
        }
        int next = Batch.baseSequence(buffer, at);
        boolean newEpoch = Batch.producerEpoch(buffer, at) != state.epoch();
        int last = newEpoch ? Sequences.NONE : state.lastSequence();
        if (!Sequences.follows(last, next)) {
            throw new Refused(
                    Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                    "producer " + Batch.producerId(buffer, at) + " sent the sequence " + next + " after " + last
                            + " in epoch " + Batch.producerEpoch(buffer, at) + "; the log starts at offset "
                            + logStartOffset);
        }
    }

    private static void checkMarker(ProducerState state, Optional<EndTransaction> marker) {
        if (marker.isPresent() && marker.get().coordinatorEpoch() < state.coordinatorEpoch()) {
            throw new Refused(
                    Errors.TRANSACTION_COORDINATOR_FENCED,
                    "coordinator epoch " + marker.get().coordinatorEpoch() + " is older than "
                            + state.coordinatorEpoch());
        }
    }

    /**
     * Applies a batch of the log, offsets stamped, whether just appended or read at recovery; in order of offset.
     *
     * @return the transaction that the batch has aborted, if it has records; it belongs into the segment's index
     */
    public @Nullable AbortedTransaction update(ByteBuffer buffer, int at) {
        long producerId = Batch.producerId(buffer, at);
        AbortedTransaction aborted = null;
        if (producerId != Batch.NO_PRODUCER_ID) {
            verifications.end(producerId);
            if (Batch.isControl(buffer, at)) {
                Optional<EndTransaction> marker = EndTransaction.in(buffer, at);
                aborted = marker.isPresent() ? end(producerId, marker.get(), buffer, at) : null;
            } else {
                write(producerId, buffer, at);
            }
        }
        mapEndOffset = Batch.lastOffset(buffer, at) + 1;
        return aborted;
    }

    private void write(long producerId, ByteBuffer buffer, int at) {
        // A batch that a cleaning has emptied is of a transaction that has ended, whose marker may be gone.
        ProducerState state =
                write(producerId, buffer, at, Batch.isTransactional(buffer, at) && Batch.count(buffer, at) > 0);
        if (state.hasTransaction()) {
            openTransactions.add(state.transactionStart());
            publishUnstable();
        }
    }

    private ProducerState write(long producerId, ByteBuffer buffer, int at, boolean transactional) {
        ProducerState state = state(producerId);
        state.write(
                Batch.producerEpoch(buffer, at),
                new Written(
                        Sequences.last(buffer, at), Batch.lastOffset(buffer, at), Batch.lastOffsetDelta(buffer, at)),
                Batch.maxTimestamp(buffer, at),
                transactional);
        return state;
    }

    private @Nullable AbortedTransaction end(long producerId, EndTransaction marker, ByteBuffer buffer, int at) {
        ProducerState state = state(producerId);
        long start = state.transactionStart();
        long lastOffset = Batch.lastOffset(buffer, at);
        if (state.hasTransaction()) {
            openTransactions.remove(start);
            ended.add(start, lastOffset);
            publishUnstable();
        }
        state.endTransaction(Batch.producerEpoch(buffer, at), marker.coordinatorEpoch(), marker.timestamp());
        if (marker.committed() || start == ProducerState.NO_TRANSACTION) {
            return null;
        }
        long lastStableOffset = openTransactions.isEmpty() ? lastOffset + 1 : openTransactions.first();
        return new AbortedTransaction(producerId, start, lastOffset, lastStableOffset);
    }

    private void publishUnstable() {
        long firstOpen = openTransactions.isEmpty() ? EndedTransactions.NONE : openTransactions.first();
        long first = Math.min(firstOpen, ended.firstOffset());
        firstUnstableOffset = first == EndedTransactions.NONE ? STABLE : first;
    }

    /** Everything below the offset is committed, the markers there too. */
    void committed(long highWatermark) {
        if (ended.committed(highWatermark)) {
            publishUnstable();
        }
    }

    /** What others know of ended transactions, of those that are not known to be committed, holds here too, up to the offset. */
    void endedAs(ProducerStates others, long endOffset) {
        ended = others.ended.below(endOffset);
        publishUnstable();
    }

    @Nullable
    ProducerState find(long producerId) {
        return byId.get(producerId);
    }

    private ProducerState state(long producerId) {
        return byId.computeIfAbsent(producerId, ProducerState::new);
    }

    /**
     * Offset of the earliest record of a transaction whose end is not written, or not known to be committed; -1 if there is none. Any
     * thread.
     */
    public long firstUnstableOffset() {
        return firstUnstableOffset;
    }

    /** The last batch of each producer that is known, by producer id; each as it was at some moment of the call. Any thread. */
    Map<Long, LastBatch> lastBatches() {
        Map<Long, LastBatch> last = new HashMap<>();
        byId.forEach((id, state) -> {
            ActiveProducer published = state.published();
            last.put(id, new LastBatch(published.lastOffset(), published.producerEpoch()));
        });
        return last;
    }

    /** All producers known, unordered; each as it was at some moment of the call. Any thread. */
    public List<ActiveProducer> active() {
        List<ActiveProducer> producers = new ArrayList<>(byId.size());
        byId.values().forEach(state -> producers.add(state.published()));
        return producers;
    }

    /** Forgets producers that have been idle for as long as this, unless a transaction of theirs is open. */
    public void expire(long nowMs, long expirationMs) {
        byId.values().removeIf(state -> !state.hasTransaction() && nowMs - state.lastTimestampMs() >= expirationMs);
        verifications.expire(nowMs, expirationMs);
    }

    /** Forgets everything, as before the first batch: what follows a truncation, before states are read again. */
    public void clear() {
        byId.clear();
        verifications.clear();
        openTransactions.clear();
        ended = new EndedTransactions();
        publishUnstable();
        mapStartOffset = 0;
        mapEndOffset = 0;
    }

    /** Of the snapshot that they began with: what ended below is not known to have ended lately. */
    long mapStartOffset() {
        return mapStartOffset;
    }

    /** Exclusive: every batch below has been applied. */
    public long mapEndOffset() {
        return mapEndOffset;
    }
}
