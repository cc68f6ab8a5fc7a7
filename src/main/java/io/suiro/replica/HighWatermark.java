package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import io.suiro.log.PartitionLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition's records are committed, and who waits for that: up to where this broker holds them safely and, where it leads
 * other replicas, these do too; where it follows, as far as its leader says. Where records count as safe only once they are
 * forced, a force is under way while there are any to be forced; what is appended meanwhile is served by the next (group commit).
 *
 * <pre>
 * append ──▶ needs a force? ── no ──▶ the mark follows the log end, unless a force is awaited
 *                │ yes
 *                ▼
 *            awaited ──▶ force on its own thread ──▶ back on the lane: the mark moves, waiters are told
 * </pre>
 *
 * Only a truncation takes it back. Lane only, but for {@link #offset}.
 */
final class HighWatermark {
    private final PartitionLog log;
    private final Surroundings surroundings;
    private final Lane lane;
    private final Runnable moved;
    private final ArrayDeque<Waiter<?>> waiters = new ArrayDeque<>();
    /** Followers' side: who waits for this broker's own log to be safe. */
    private final ArrayDeque<Waiter<?>> safeWaiters = new ArrayDeque<>();

    private volatile long offset;
    /** Null unless this broker leads. */
    private @Nullable Leader leader;

    private long forcedEnd;
    private long awaitedEnd;
    private boolean forcing;
    private boolean timed;
    /** Grows when the log's end is taken away: a force from before tells nothing about what comes after. */
    private int truncations;

    /** What waits for an offset; {@code safely} if it is to fail when too few replicas are in sync. */
    private record Waiter<T>(long endOffset, boolean safely, CompletableFuture<T> reached, T value) {
        void tell() {
            reached.complete(value);
        }
    }

    /**
     * Begins at what is known to be committed.
     *
     * @param moved told, on the lane, whenever more may be read
     */
    HighWatermark(PartitionLog log, Surroundings surroundings, Lane lane, long offset, Runnable moved) {
        this.log = log;
        this.surroundings = surroundings;
        this.lane = lane;
        this.moved = moved;
        this.offset = offset;
        this.forcedEnd = log.logEndOffset();
        this.awaitedEnd = forcedEnd;
        log.committed(offset);
    }

    /** Exclusive; any thread. */
    long offset() {
        return offset;
    }

    /** From now on this broker leads. */
    void lead(Leader now) {
        leader = now;
    }

    /** From now on another broker does. */
    void follow() {
        leader = null;
    }

    /** The log has grown. */
    void appended(PartitionConfig config) {
        long logEndOffset = log.logEndOffset();
        if (surroundings.durability() == Durability.FSYNC || logEndOffset - forcedEnd >= config.flushMessages()) {
            awaitedEnd = logEndOffset;
            force();
        } else if (config.flushMs() != Long.MAX_VALUE && !timed) {
            timed = true;
            surroundings.scheduler().schedule(config.flushMs(), () -> lane.execute(this::flushDue));
        }
        advance();
    }

    /** Completes the stage with the value, on the lane, once the mark is at or above the offset. */
    <T> void reaches(long endOffset, boolean safely, CompletableFuture<T> reached, T value) {
        if (offset >= endOffset) {
            reached.complete(value);
        } else {
            waiters.add(new Waiter<>(endOffset, safely, reached, value));
        }
    }

    /** Completes the stage with the value, on the lane, once this broker's own log is as safe as it is to be. */
    <T> void isSafe(CompletableFuture<T> safe, T value) {
        if (awaitedEnd <= forcedEnd) {
            safe.complete(value);
        } else {
            safeWaiters.add(new Waiter<>(awaitedEnd, false, safe, value));
        }
    }

    /** The leader's mark, or -1; this one is never beyond the log. */
    void leaderSays(long highWatermark) {
        moveTo(Math.min(highWatermark, log.logEndOffset()));
    }

    /** The log is about to end at this offset at most. */
    void truncateTo(long endOffset) {
        truncations++;
        offset = Math.min(offset, endOffset);
        forcedEnd = Math.min(forcedEnd, endOffset);
        awaitedEnd = Math.min(awaitedEnd, endOffset);
    }

    /** The log begins anew at the offset. */
    void restartAt(long startOffset) {
        truncateTo(startOffset);
        offset = startOffset;
        log.committed(startOffset);
        forcedEnd = startOffset;
        awaitedEnd = startOffset;
    }

    /** Nobody who waits will be told any more. */
    void close(Errors code) {
        fail(waiters, code);
        fail(safeWaiters, code);
    }

    private static void fail(ArrayDeque<Waiter<?>> waiting, Errors code) {
        while (!waiting.isEmpty()) {
            waiting.remove().reached.completeExceptionally(new Refused(code));
        }
    }

    /** Too few replicas are in sync for those who asked for safety. */
    void failUnsafe() {
        ArrayDeque<Waiter<?>> unsafe = new ArrayDeque<>();
        waiters.removeIf(waiter -> waiter.safely && unsafe.add(waiter));
        fail(unsafe, Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    }

    private void flushDue() {
        timed = false;
        if (forcedEnd < log.logEndOffset()) {
            force();
        }
    }

    private void force() {
        if (!forcing) {
            forcing = true;
            long end = log.logEndOffset();
            int truncationsBefore = truncations;
            surroundings.forces().execute(() -> {
                try {
                    log.force();
                    lane.execute(() -> forced(end, truncationsBefore));
                } catch (IOException e) {
                    surroundings.directory().fail(e);
                    lane.execute(() -> close(Errors.KAFKA_STORAGE_ERROR));
                } catch (Refused e) {
                    lane.execute(() -> refused(e.code()));
                } catch (RuntimeException | Error e) { // whatever it is, nobody knows what is on the disk
                    surroundings.directory().fail(new IOException("a force failed", e));
                    lane.execute(() -> close(Errors.KAFKA_STORAGE_ERROR));
                }
            });
        }
    }

    /** Nothing is known to be durable that was not before; the next append asks for a force again. */
    private void refused(Errors code) {
        forcing = false;
        close(code);
    }

    private void forced(long end, int truncationsBefore) {
        forcing = false;
        if (truncationsBefore == truncations) {
            forcedEnd = end;
        }
        if (awaitedEnd > forcedEnd) {
            force();
        }
        tell(safeWaiters, forcedEnd);
        advance();
    }

    /** Does what can be done: the log has grown, or is safer, or other replicas have come further. */
    void advance() {
        Leader leading = leader;
        if (leading != null) {
            long localEnd = awaitedEnd > forcedEnd ? Math.max(offset, forcedEnd) : log.logEndOffset();
            moveTo(leading.committedEnd(localEnd, offset));
        }
    }

    private void moveTo(long to) {
        if (to > offset) {
            offset = to;
            log.committed(to);
            tell(waiters, to);
            moved.run();
        }
    }

    private static void tell(ArrayDeque<Waiter<?>> waiting, long to) {
        for (Waiter<?> first = waiting.peek(); first != null && first.endOffset <= to; first = waiting.peek()) {
            waiting.remove().tell();
        }
    }
}
