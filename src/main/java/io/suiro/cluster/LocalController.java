package io.suiro.cluster;

import io.suiro.base.DiskFullException;
import io.suiro.base.Lane;
import io.suiro.error.Refused;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The controller of a broker that stores the metadata log itself.
 *
 * <pre>
 * submit ──▶ queue ──▶ decide each against the image with all before it ──▶ append and force once
 *                 ──▶ publish one image ──▶ listeners ──▶ answers, in order
 * </pre>
 *
 * Commands that arrive during a force form the next group, so that load makes groups larger and not the queue longer.
 * Deciding, listeners and answers run on the lane. An {@link IOException} is fail-stop: everything under way and
 * everything later is refused with KAFKA_STORAGE_ERROR, the image stays as it was last published. Where there is only no
 * room, a group is refused so and the next may succeed.
 */
public final class LocalController implements Controller {
    private static final Logger LOG = System.getLogger(LocalController.class.getName());

    /** A group stays below this, so that a flood of commands cannot put off every answer. */
    private static final int GROUP_BYTES = 1 << 20;

    private final MetadataLog log;
    private final DecisionContext context;
    private final Lane lane;
    private final long snapshotBytes;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<IOException>> failureListeners = new CopyOnWriteArrayList<>();

    private final Queue<Pending<?>> queue = new ArrayDeque<>();
    private boolean draining;
    private @Nullable Refused refusal;

    private volatile MetadataImage image;
    private long lastSnapshotBytes;

    private LocalController(
            MetadataLog log, DecisionContext context, Lane lane, long snapshotBytes, MetadataImage image) {
        this.log = log;
        this.context = context;
        this.lane = lane;
        this.snapshotBytes = snapshotBytes;
        this.image = image;
    }

    private static final class Pending<R> {
        private final MetadataCommand<R> command;
        private final CompletableFuture<R> answer = new CompletableFuture<>();
        private @Nullable Decision<R> decision;

        private Pending(MetadataCommand<R> command) {
            this.command = command;
        }

        private List<MetadataRecord> decide(MetadataImage image, DecisionContext context) {
            decision = Decisions.decide(image, command, context);
            return decision.records();
        }

        private void release() {
            if (decision != null) {
                answer.complete(decision.response());
            }
        }
    }

    /**
     * Replays the log, on the calling thread, and starts.
     *
     * @param lane the controller's for life; the caller closes it after {@link #stop}
     * @param snapshotBytes a snapshot is taken when so many bytes of entries, and more than a snapshot has, lie behind
     *     the last one
     */
    public static LocalController start(MetadataLog log, DecisionContext context, Lane lane, long snapshotBytes)
            throws IOException {
        MetadataReplay replay = new MetadataReplay();
        log.replay(replay);
        return new LocalController(log, context, lane, snapshotBytes, replay.image());
    }

    public String clusterId() {
        return log.clusterId();
    }

    @Override
    public MetadataImage image() {
        return image;
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Called once, on the lane, when the log fails; readiness fails with it. */
    public void onFailure(Consumer<IOException> listener) {
        failureListeners.add(listener);
    }

    @Override
    public <R> CompletionStage<R> submit(MetadataCommand<R> command) {
        Pending<R> pending = new Pending<>(command);
        synchronized (queue) {
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            queue.add(pending);
            if (draining) {
                return pending.answer;
            }
            draining = true;
        }
        lane.execute(this::drain);
        return pending.answer;
    }

    /** Refuses what comes later, finishes what was submitted before, and closes the log. */
    public CompletionStage<Void> stop() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        synchronized (queue) {
            if (refusal == null) {
                refusal = new Refused(Errors.BROKER_NOT_AVAILABLE, "The broker is shutting down.");
            }
        }
        lane.execute(() -> {
            try {
                drain();
                log.close();
                stopped.complete(null);
            } catch (IOException e) {
                stopped.completeExceptionally(e);
            }
        });
        return stopped;
    }

    private void drain() {
        for (Pending<?> next = poll(); next != null; next = poll()) {
            group(next);
        }
    }

    private @Nullable Pending<?> poll() {
        synchronized (queue) {
            Pending<?> next = queue.poll();
            draining = next != null;
            return next;
        }
    }

    private void group(Pending<?> first) {
        List<Pending<?>> decided = new ArrayList<>();
        try {
            group(first, decided);
        } catch (RuntimeException | Error e) {
            fail(new IOException("the controller met a bug or ran out of memory", e), decided);
        }
    }

    private void group(Pending<?> first, List<Pending<?>> decided) {
        MetadataImage before = image;
        MetadataImage after = before;
        List<byte[]> entries = new ArrayList<>();
        int bytes = 0;
        for (Pending<?> next = first; next != null; next = bytes < GROUP_BYTES ? poll() : null) {
            decided.add(next);
            try {
                List<MetadataRecord> records = next.decide(after, context);
                if (!records.isEmpty()) {
                    after = MetadataApply.apply(after, after.index() + 1, records);
                    byte[] entry = MetadataRecordCodec.encode(records);
                    entries.add(entry);
                    bytes += entry.length;
                }
            } catch (RuntimeException e) {
                decided.removeLast();
                LOG.log(Level.ERROR, "deciding " + next.command + " failed", e);
                next.answer.completeExceptionally(new Refused(Errors.UNKNOWN_SERVER_ERROR));
            }
        }
        commit(before, after, entries, decided);
    }

    private void commit(MetadataImage before, MetadataImage after, List<byte[]> entries, List<Pending<?>> decided) {
        if (!entries.isEmpty()) {
            try {
                log.append(entries);
            } catch (DiskFullException e) {
                Refused refused = new Refused(
                        Errors.KAFKA_STORAGE_ERROR, "There is no room to store the change: " + e.getMessage());
                decided.forEach(pending -> pending.answer.completeExceptionally(refused));
                return;
            } catch (IOException e) {
                fail(e, decided);
                return;
            }
            image = after;
            tellListeners(before, after);
        }
        decided.forEach(Pending::release);
        snapshotIfDue(after);
    }

    private void tellListeners(MetadataImage before, MetadataImage after) {
        for (Listener listener : listeners) {
            try {
                listener.changed(before, after);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener failed at metadata index " + after.index(), e);
            }
        }
    }

    private void snapshotIfDue(MetadataImage current) {
        if (log.bytesBehindSnapshot() <= Math.max(snapshotBytes, lastSnapshotBytes)) {
            return;
        }
        try {
            byte[] state = MetadataImageCodec.encode(current);
            log.snapshot(state);
            lastSnapshotBytes = state.length;
        } catch (DiskFullException e) {
            LOG.log(Level.WARNING, "there is no room for a snapshot of the metadata: {0}", e.getMessage());
        } catch (IOException e) {
            fail(e, List.of());
        }
    }

    private void fail(IOException cause, List<Pending<?>> inDoubt) {
        LOG.log(Level.ERROR, "the metadata log has failed; metadata can no longer change", cause);
        Refused refused = new Refused(Errors.KAFKA_STORAGE_ERROR, "The metadata log has failed: " + cause.getMessage());
        List<Pending<?>> refusedNow = new ArrayList<>(inDoubt);
        synchronized (queue) {
            refusal = refused;
            refusedNow.addAll(queue);
            queue.clear();
        }
        failureListeners.forEach(listener -> listener.accept(cause));
        refusedNow.forEach(pending -> pending.answer.completeExceptionally(refused));
    }
}
