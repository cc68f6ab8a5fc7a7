package io.suiro.log;

import io.suiro.base.DiskFullException;
import io.suiro.error.Refused;
import java.io.IOException;
import org.apache.kafka.common.protocol.Errors;

/**
 * Makes a log durable and knows how far it is: everything below the recovery point survives a power cut and is not read
 * again at the next start. Any thread; callers wait for each other, so that one force serves all who came before it.
 */
final class LogForce {
    private final LogState state;
    private volatile long recoveryPoint;
    /** Directory entries of segments up to this base offset are durable. */
    private long directoryForcedTo = -1;

    private boolean metadataWritten;

    /** @param metadataWritten whether partition.metadata is new, and to be forced with the first records */
    LogForce(LogState state, long recoveryPoint, boolean metadataWritten) {
        this.state = state;
        this.recoveryPoint = recoveryPoint;
        this.metadataWritten = metadataWritten;
    }

    /** Exclusive. */
    long recoveryPoint() {
        return recoveryPoint;
    }

    /** Returns once everything published before the call is durable. */
    void force() throws IOException {
        if (recoveryPoint < state.view.logEndOffset) {
            forceTo(true);
        }
    }

    /** Makes all but the active segment durable. */
    void forceSealed() throws IOException {
        forceTo(false);
    }

    private synchronized void forceTo(boolean withActive) throws IOException {
        if (state.isClosed() && !withActive) {
            return;
        }
        if (state.isClosed()) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "the log of " + state.topicPartition + " is closed");
        }
        LogView view = state.view;
        int last = view.count() - 1;
        // A segment may have been sealed since it was forced, without a record after it.
        boolean sealedAreForced = last == 0 || view.segment(last - 1).isForced();
        if (withActive && recoveryPoint >= view.logEndOffset && sealedAreForced) {
            return;
        }
        long begunNanos = state.clock.nanoTime();
        force(view, withActive);
        state.health.forced(state.clock.nanoTime() - begunNanos);
        moveTo(withActive ? view.logEndOffset : view.active().baseOffset());
    }

    private void moveTo(long forcedEnd) throws IOException {
        if (forcedEnd > recoveryPoint) {
            try {
                state.saveEpochs();
                recoveryPoint = forcedEnd;
            } catch (DiskFullException e) {
                // The records are durable all the same; a start reads them again, for their epochs.
                state.health.full(e);
            }
        }
    }

    private void force(LogView view, boolean withActive) throws IOException {
        int last = view.count() - 1;
        int first = last;
        while (first > 0 && !view.segment(first - 1).isForced()) {
            first--;
        }
        for (int i = first; i < last; i++) {
            view.segment(i).force(true);
            state.files.forceSnapshot(view.endOffsetOf(i));
        }
        if (withActive) {
            view.active().force(false);
        }
        if (metadataWritten) {
            state.files.forceMetadata();
            metadataWritten = false;
        }
        if (directoryForcedTo < view.active().baseOffset()) {
            state.disk().forceDirectory(state.directory());
            directoryForcedTo = view.active().baseOffset();
        }
    }

    interface Truncation {
        /** The new end of the log. */
        long run() throws IOException;
    }

    /** Takes the end of the log away while no force is under way: none may believe durable what comes to lie there later. */
    synchronized long truncate(Truncation truncation) throws IOException {
        try {
            return truncation.run();
        } finally {
            // Segments may begin anew at offsets where others have been.
            directoryForcedTo = Math.min(directoryForcedTo, state.view.active().baseOffset());
        }
    }

    /** Nothing from this offset on is to be believed durable; within {@link #truncate}. */
    void lowerTo(long offset) {
        recoveryPoint = Math.min(recoveryPoint, offset);
    }

    /**
     * Leaves the files as a start without recovery needs them. No one may append any more.
     *
     * @throws io.suiro.base.DiskFullException if there is no room for them; the records are durable all the same
     */
    synchronized void closeCleanly() throws IOException {
        LogView view = state.view;
        if (!state.tidy) {
            // First of all, for there may be no room for the rest.
            forceTo(true);
            state.saveEpochs();
            view.active().seal();
            state.files.writeSnapshot(view.logEndOffset, state.producers.toSnapshot());
            view.active().force(true);
            state.files.forceSnapshot(view.logEndOffset);
            state.disk().forceDirectory(state.directory());
        }
        recoveryPoint = view.logEndOffset;
        state.close();
    }

    /** Waits for a force in progress; none begins after it. */
    synchronized void close() {
        state.close();
    }
}
