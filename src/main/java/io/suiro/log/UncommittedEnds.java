package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.error.Refused;
import io.suiro.record.Batch;
import java.io.IOException;
import java.util.List;

/**
 * Looks, after a start, for transactions whose markers lie between the high watermark and the snapshot that producers' states were read
 * from: a snapshot keeps nothing of transactions that have ended. They are rare, and looking for them reads headers only; where there is
 * one, an older snapshot and the batches after it tell where it began.
 */
final class UncommittedEnds {
    private final LogState state;

    UncommittedEnds(LogState state) {
        this.state = state;
    }

    void find(long highWatermark) throws IOException {
        ProducerStates states = state.producers;
        if (highWatermark < states.mapStartOffset() && hasMarker(highWatermark, states.mapStartOffset())) {
            LogView view = state.view;
            ProducerStates older = new ProducerLoad(state.topicPartition, state.files)
                    .before(view.logEndOffset, List.of(view.segmentsFrom(0)), highWatermark);
            states.endedAs(older, view.logEndOffset);
        }
    }

    private boolean hasMarker(long fromOffset, long endOffset) throws IOException {
        LogView view = state.view;
        for (int i = view.floor(fromOffset); i < view.count() && view.segment(i).baseOffset() < endOffset; i++) {
            try (DiskFile file = state.disk().open(view.segment(i).path(FileNames.LOG))) {
                BatchFinder finder = BatchFinder.of(view, i, file, state.config.indexIntervalBytes());
                BatchWalk walk = finder == null ? null : finder.batchWith(fromOffset);
                if (walk != null && hasMarker(walk, endOffset)) {
                    return true;
                }
            } catch (Refused e) {
                // A batch on the way is not sound: nobody can tell from the headers.
                return true;
            }
        }
        return false;
    }

    private static boolean hasMarker(BatchWalk walk, long endOffset) throws IOException {
        boolean found = true;
        while (found && walk.baseOffset() < endOffset) {
            if (Batch.isControl(walk.buffer(), walk.at())) {
                return true;
            }
            found = walk.next();
        }
        return false;
    }
}
