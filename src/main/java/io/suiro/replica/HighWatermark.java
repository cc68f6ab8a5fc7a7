package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import io.suiro.log.PartitionLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * How far a partition's records are safe, and who waits for that. Where records count as safe only once they are forced,
 * a force is under way while there are any to be forced; what is appended meanwhile is served by the next (group commit).
 *
 * <pre>
 * append ──▶ needs a force? ── no ──▶ the mark follows the log end, unless a force is awaited
 *                │ yes
 *                ▼
 *            awaited ──▶ force on its own thread ──▶ back on the lane: the mark moves, waiters are told
 * </pre>
 *
 * Lane only, but for {@link #offset}.
 */
final class HighWatermark {
    private final PartitionLog log;
    private final Surroundings surroundings;
    private final Lane lane;
    private final Runnable moved;
    private final ArrayDeque<Waiter<?>> waiters = new ArrayDeque<>();
    private volatile long offset;
    private long forcedEnd;
    private long awaitedEnd;
    private boolean forcing;
    private boolean timed;

    /** What waits for an offset. */
    private record Waiter<T>(long endOffset, CompletableFuture<T> reached, T value) {
        void tell() {
            reached.complete(value);
        }
    }

    /** @param moved told, on the lane, whenever more may be read */
    HighWatermark(PartitionLog log, Surroundings surroundings, Lane lane, Runnable moved) {
        this.log = log;
        this.surroundings = surroundings;
        this.lane = lane;
        this.moved = moved;
        this.offset = log.logEndOffset();
        this.forcedEnd = offset;
        this.awaitedEnd = offset;
    }

    /** Exclusive; any thread. */
    long offset() {
        return offset;
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
    <T> void reaches(long endOffset, CompletableFuture<T> reached, T value) {
        if (offset >= endOffset) {
            reached.complete(value);
        } else {
            waiters.add(new Waiter<>(endOffset, reached, value));
        }
    }

    /** Nobody will be told any more. */
    void close(Errors code) {
        while (!waiters.isEmpty()) {
            waiters.remove().reached.completeExceptionally(new Refused(code));
        }
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
            surroundings.forces().execute(() -> {
                try {
                    log.force();
                    lane.execute(() -> forced(end));
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

    private void forced(long end) {
        forcing = false;
        forcedEnd = end;
        if (awaitedEnd > forcedEnd) {
            force();
        }
        advance();
    }

    private void advance() {
        long to = awaitedEnd > forcedEnd ? Math.max(offset, forcedEnd) : log.logEndOffset();
        if (to == offset) {
            return;
        }
        offset = to;
        for (Waiter<?> first = waiters.peek(); first != null && first.endOffset <= to; first = waiters.peek()) {
            waiters.remove().tell();
        }
        moved.run();
    }
}
