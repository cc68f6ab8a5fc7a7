package io.suiro.log;

import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.record.BatchCheck;
import io.suiro.record.BatchRules;
import io.suiro.record.Checksum;
import io.suiro.record.Codec;
import io.suiro.record.LogAppendTime;
import io.suiro.record.Recompress;
import io.suiro.record.TransactionMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a log: checks, stamps in place, writes with one call, then tells indexes, producers and epochs, and last the
 * readers. Whatever is refused or fails leaves what readers see as it was. Lane only.
 */
final class LogAppend {
    private static final String AS_PRODUCED = "producer";

    private final LogState state;
    private LogConfig config;
    private BatchRules rules;
    /** Null where batches are stored as they come. */
    private @Nullable Codec codec;

    private long rollMs;
    private long rollMsOf = -1;

    LogAppend(LogState state) {
        this.state = state;
        this.config = state.config;
        this.rules = rules(config);
        this.codec = codec(config);
    }

    void configure(LogConfig changed) {
        config = changed;
        rules = rules(changed);
        codec = codec(changed);
        rollMsOf = -1;
    }

    private static @Nullable Codec codec(LogConfig config) {
        return config.compression().equals(AS_PRODUCED) ? null : Codec.named(config.compression());
    }

    private static BatchRules rules(LogConfig config) {
        return new BatchRules(
                config.maxMessageBytes(),
                config.compacts(),
                config.logAppendTime(),
                config.timestampBeforeMaxMs(),
                config.timestampAfterMaxMs());
    }

    Appended append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch) throws IOException {
        long nowMs = state.clock.nowMs();
        LogView view = state.view;
        ByteBuffer accepted = batches;
        if (origin == AppendOrigin.CLIENT) {
            BatchCheck.check(batches, rules, nowMs);
            Appended duplicate = duplicate(batches, view);
            if (duplicate != null) {
                return duplicate;
            }
            Codec stored = codec;
            if (stored != null) {
                accepted = Recompress.to(stored, batches, rules, nowMs);
            }
        } else if (origin == AppendOrigin.REPLICATION) {
            checkReplicated(batches, view.logEndOffset);
        }
        checkProducers(accepted, origin, view.logStartOffset, nowMs);
        boolean stampTime = config.logAppendTime() && origin != AppendOrigin.REPLICATION;
        if (origin != AppendOrigin.REPLICATION) {
            if (accepted.remaining() > config.segmentBytes()) {
                throw new Refused(
                        Errors.RECORD_LIST_TOO_LARGE,
                        accepted.remaining() + " bytes of batches, segment.bytes is " + config.segmentBytes());
            }
            stamp(accepted, view.logEndOffset, leaderEpoch, stampTime, nowMs);
        }
        return write(accepted, view, nowMs, stampTime);
    }

    Appended endTransaction(TransactionMarker marker, int leaderEpoch) throws IOException {
        if (state.producers.isRepeated(marker)) {
            LogView view = state.view;
            long lastOffset = view.logEndOffset - 1;
            return new Appended(lastOffset, lastOffset, Batch.NO_TIMESTAMP, view.logStartOffset, true);
        }
        state.producers.checkEnd(marker);
        return append(marker.toBatch(state.clock.nowMs()), AppendOrigin.COORDINATOR, leaderEpoch);
    }

    /** Null unless every batch is there already. */
    private @Nullable Appended duplicate(ByteBuffer batches, LogView view) {
        long firstOffset = -1;
        long lastOffset = -1;
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            Appended before = state.producers.duplicateOf(batches, at);
            if (before == null) {
                return null;
            }
            firstOffset = firstOffset < 0 ? before.firstOffset() : firstOffset;
            lastOffset = before.lastOffset();
        }
        return new Appended(firstOffset, lastOffset, Batch.NO_TIMESTAMP, view.logStartOffset, true);
    }

    /** A leader's batches keep their offsets, which may skip what compaction has removed but never go back. */
    private static void checkReplicated(ByteBuffer batches, long logEndOffset) {
        long next = logEndOffset;
        int end = batches.limit();
        int at = batches.position();
        while (at < end) {
            int left = end - at;
            int size = left < Batch.HEADER_BYTES ? 0 : Batch.sizeInBytes(batches, at);
            if (size < Batch.HEADER_BYTES
                    || size > left
                    || Batch.magic(batches, at) != Batch.MAGIC
                    || Batch.lastOffsetDelta(batches, at) < 0
                    || !Checksum.matches(batches, at)) {
                throw new Refused(Errors.CORRUPT_MESSAGE, "the leader's batch for offset " + next + " is not sound");
            }
            if (Batch.baseOffset(batches, at) < next) {
                throw new Refused(
                        Errors.CORRUPT_MESSAGE,
                        "the leader's batch at offset " + Batch.baseOffset(batches, at) + " does not follow " + next);
            }
            next = Batch.lastOffset(batches, at) + 1;
            at += size;
        }
    }

    private void checkProducers(ByteBuffer batches, AppendOrigin origin, long logStartOffset, long nowMs) {
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            state.producers.check(batches, at, origin, logStartOffset, nowMs);
        }
    }

    private static void stamp(ByteBuffer batches, long logEndOffset, int leaderEpoch, boolean stampTime, long nowMs) {
        long next = logEndOffset;
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            Batch.stamp(batches, at, next, leaderEpoch);
            if (stampTime) {
                LogAppendTime.stamp(batches, at, nowMs);
            }
            next = Batch.lastOffset(batches, at) + 1;
        }
    }

    private Appended write(ByteBuffer batches, LogView view, long nowMs, boolean stampTime) throws IOException {
        int start = batches.position();
        int end = batches.limit();
        if (start == end) {
            return new Appended(
                    view.logEndOffset, view.logEndOffset - 1, Batch.NO_TIMESTAMP, view.logStartOffset, false);
        }
        long maxTimestampMs = Batch.NO_TIMESTAMP;
        long lastOffset = -1;
        for (int at = start; at < end; at += Batch.sizeInBytes(batches, at)) {
            maxTimestampMs = Math.max(maxTimestampMs, Batch.maxTimestamp(batches, at));
            lastOffset = Batch.lastOffset(batches, at);
        }
        long firstOffset = Batch.baseOffset(batches, start);
        try {
            if (isRollDue(view, batches.remaining(), nowMs, maxTimestampMs, lastOffset)) {
                state.roll(firstOffset);
            }
            writeToActive(batches, firstOffset, lastOffset + 1);
            state.health.hasRoom();
        } catch (RuntimeException | Error e) {
            // The file may hold what the view does not: a next append would give its offsets away a second time.
            throw new IOException("an append to " + state.topicPartition + " broke off halfway", e);
        }
        return new Appended(
                firstOffset, lastOffset, stampTime ? nowMs : Batch.NO_TIMESTAMP, view.logStartOffset, false);
    }

    private void writeToActive(ByteBuffer batches, long firstOffset, long endOffset) throws IOException {
        state.tidy = false;
        LogView view = state.view;
        Segment active = view.active();
        int position = active.size();
        // First, for it is harmless: an epoch that begins where the log ends.
        assignEpochs(batches);
        active.append(batches, config.indexIntervalBytes());
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            AbortedTransaction aborted = state.producers.update(batches, at);
            if (aborted != null) {
                active.aborted().add(aborted);
            }
        }
        state.view = view.appended(firstOffset, position, batches.remaining(), endOffset);
    }

    private void assignEpochs(ByteBuffer batches) {
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            int epoch = Batch.leaderEpoch(batches, at);
            if (epoch >= 0) {
                state.epochs.assign(epoch, Batch.baseOffset(batches, at));
            }
        }
    }

    private boolean isRollDue(LogView view, int bytes, long nowMs, long maxTimestampMs, long lastOffset) {
        Segment active = view.active();
        int size = active.size();
        if (size == 0) {
            // A new one at the same offset would take its place; only a jump in a leader's offsets needs one.
            return lastOffset - active.baseOffset() > Integer.MAX_VALUE;
        }
        return size > config.segmentBytes() - bytes
                || active.isOlderThan(rollMs(active.baseOffset()), nowMs, maxTimestampMs)
                || active.loadedIndexes().isFull(config.segmentIndexBytes())
                || lastOffset - active.baseOffset() > Integer.MAX_VALUE;
    }

    /** The jitter follows from partition and offset, so that partitions differ and a restart changes nothing. */
    private long rollMs(long baseOffset) {
        if (rollMsOf != baseOffset) {
            long jitter = Math.min(config.segmentJitterMs(), config.rollMs());
            long spread = (state.topicPartition.hashCode() * 31L + baseOffset) * 0x9E3779B97F4A7C15L;
            rollMs = config.rollMs() - (jitter <= 0 ? 0 : Math.floorMod(spread >>> 1, jitter));
            rollMsOf = baseOffset;
        }
        return rollMs;
    }
}
