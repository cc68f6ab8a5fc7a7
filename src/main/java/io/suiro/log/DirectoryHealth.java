package io.suiro.log;

import io.suiro.base.DiskFullException;
import io.suiro.error.Refused;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a data directory can be trusted, and whether there is room in it. Any thread.
 *
 * <pre>
 * online ── no room for a write ──▶ full ── a write succeeds, or room is seen ──▶ online
 *    └───────────┴── any other IOException ──▶ offline, for good
 * </pre>
 *
 * While it is full, what was written is read as before.
 */
final class DirectoryHealth {
    private static final Logger LOG = System.getLogger(LogDirectory.class.getName());

    private final Path root;
    private final List<Consumer<IOException>> listeners = new ArrayList<>();
    private volatile @Nullable IOException cause;
    private volatile boolean full;
    private volatile LongConsumer forceObserver = nanos -> {};

    DirectoryHealth(Path root) {
        this.root = root;
    }

    boolean isOnline() {
        return cause == null;
    }

    /** What took it offline; null while it is online. */
    @Nullable
    IOException cause() {
        return cause;
    }

    /** @throws Refused KAFKA_STORAGE_ERROR once the directory is offline */
    void checkOnline() {
        IOException failure = cause;
        if (failure != null) {
            throw new Refused(Errors.KAFKA_STORAGE_ERROR, "data directory " + root + " is offline: " + failure);
        }
    }

    boolean isFull() {
        return full;
    }

    /** From now on told how many nanoseconds each force of a log took, on the thread that waited for it. */
    void observeForces(LongConsumer tookNanos) {
        forceObserver = tookNanos;
    }

    /** A log has been forced. */
    void forced(long nanos) {
        forceObserver.accept(nanos);
    }

    /** There was no room for a write, which has been undone. */
    Refused full(DiskFullException failure) {
        boolean first;
        synchronized (this) {
            first = !full;
            full = true;
        }
        if (first) {
            LOG.log(
                    Level.WARNING,
                    "data directory {0} is full ({1}): writes are refused until there is room again",
                    root,
                    failure.getMessage());
        }
        return new Refused(Errors.KAFKA_STORAGE_ERROR, "data directory " + root + " is full: " + failure.getMessage());
    }

    void hasRoom() {
        if (full) {
            full = false;
            LOG.log(Level.INFO, "data directory {0} has room again", root);
        }
    }

    void onOffline(Consumer<IOException> listener) {
        IOException failure;
        synchronized (this) {
            failure = cause;
            if (failure == null) {
                listeners.add(listener);
                return;
            }
        }
        listener.accept(failure);
    }

    void fail(IOException failure) {
        List<Consumer<IOException>> told;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = failure;
            told = List.copyOf(listeners);
        }
        LOG.log(Level.ERROR, "data directory " + root + " goes offline", failure);
        told.forEach(listener -> listener.accept(failure));
    }
}
