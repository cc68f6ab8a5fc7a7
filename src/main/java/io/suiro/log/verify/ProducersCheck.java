package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.error.Refused;
import io.suiro.log.BatchWalk;
import io.suiro.log.CorruptFile;
import io.suiro.log.FileNames;
import io.suiro.log.PartitionFiles;
import io.suiro.log.ProducerComparison;
import io.suiro.log.ProducerStates;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds producer snapshots against the batches before them. As the broker does when it opens a log, it begins with the
 * snapshot at its first segment and applies what follows. One that is missing is no damage: the log is read instead.
 */
final class ProducersCheck implements BatchReader {
    private final Disk disk;
    private final PartitionFiles files;
    private final Findings findings;
    private final long firstBaseOffset;
    private final List<Long> offsets;
    private int next;
    private ProducerStates states = new ProducerStates();
    private boolean begun;
    private final List<AbortedTransaction> aborted = new ArrayList<>();
    private long endOffset;
    /** Whether all batches that ever were are in the states. */
    private boolean whole;
    /** Whether the states are at least what the broker would make of the files. */
    private boolean based;

    ProducersCheck(Disk disk, PartitionFiles files, long firstBaseOffset, Findings findings) throws IOException {
        this.disk = disk;
        this.files = files;
        this.findings = findings;
        this.firstBaseOffset = firstBaseOffset;
        this.endOffset = firstBaseOffset;
        this.whole = firstBaseOffset == 0;
        this.based = whole;
        this.offsets = files.offsets(FileNames.SNAPSHOT);
    }

    @Override
    public void batch(Path file, BatchWalk batch) throws IOException {
        judgeUpTo(batch.baseOffset());
        whole &= batch.baseOffset() == endOffset
                && Batch.count(batch.buffer(), batch.at()) > Batch.lastOffsetDelta(batch.buffer(), batch.at());
        endOffset = batch.lastOffset() + 1;
        begun = true;
        try {
            AbortedTransaction ended = states.update(batch.buffer(), batch.at());
            if (ended != null) {
                aborted.add(ended);
            }
        } catch (Refused malformed) {
            findings.error(file, batch.position(), malformed.getMessage() + "; not repairable");
        }
    }

    @Override
    public void damage() {
        whole = false;
    }

    /** Whether all batches that ever were, up to here, have been read. */
    boolean isWhole() {
        return whole;
    }

    /** Aborted transactions that have ended since the last call, in order. */
    List<AbortedTransaction> takeAborted() {
        List<AbortedTransaction> taken = List.copyOf(aborted);
        aborted.clear();
        return taken;
    }

    /** @param logEndOffset exclusive: where the next start ends the log */
    void finish(long logEndOffset, boolean clean) throws IOException {
        judgeUpTo(logEndOffset);
        for (long beyond : offsets.subList(next, offsets.size())) {
            Path file = files.path(beyond, FileNames.SNAPSHOT);
            String what = "tells of batches up to offset " + beyond + ", and the log ends at " + logEndOffset;
            if (clean) {
                findings.error(file, Finding.NOWHERE, what);
            } else {
                findings.warning(file, Finding.NOWHERE, what + ": the next start deletes it");
            }
            findings.delete(file, "deleted");
        }
    }

    private void judgeUpTo(long offset) throws IOException {
        while (next < offsets.size() && offsets.get(next) <= offset) {
            judge(offsets.get(next));
            next++;
        }
    }

    private void judge(long offset) throws IOException {
        Path file = files.path(offset, FileNames.SNAPSHOT);
        try {
            ProducerStates stored = ProducerStates.fromSnapshot(disk.readAll(file), offset);
            boolean comparable = offset >= endOffset;
            whole &= offset <= endOffset;
            String contradiction = comparable ? ProducerComparison.contradiction(stored, states, whole) : null;
            if (contradiction != null) {
                findings.error(file, Finding.NOWHERE, contradiction);
                replace(file);
            } else if (!whole && comparable) {
                states = stored;
                based = true;
                whole = !begun && offset == firstBaseOffset;
            }
        } catch (CorruptFile e) {
            findings.error(file, e.position(), String.valueOf(e.getMessage()));
            replace(file);
        }
    }

    private void replace(Path file) {
        if (based) {
            findings.replace(file, states.toSnapshot(), "rebuilt from the log");
        } else {
            findings.delete(file, "deleted: what it tells of is no longer in the log");
        }
    }
}
