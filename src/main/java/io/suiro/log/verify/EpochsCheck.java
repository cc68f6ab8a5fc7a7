package io.suiro.log.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Disk;
import io.suiro.log.BatchWalk;
import io.suiro.log.CorruptFile;
import io.suiro.log.FileNames;
import io.suiro.log.LeaderEpochs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the leader epochs of the batches against each other, which never fall, and against {@code
 * leader-epoch-checkpoint}. That may know of epochs that wrote nothing, but of none from beyond the end of the log.
 */
final class EpochsCheck implements BatchReader {
    private static final int NO_EPOCH = -1;

    private final Disk disk;
    private final Path checkpoint;
    private final LastEnd lastEnd;
    private final Findings findings;
    private final List<Run> runs = new ArrayList<>();

    /** Batches of one epoch, one after the other; offsets inclusive. The file and position are those of the first. */
    private record Run(int epoch, long firstOffset, long lastOffset, long batches, Path file, int position) {}

    EpochsCheck(Disk disk, Path directory, LastEnd lastEnd, Findings findings) {
        this.disk = disk;
        this.checkpoint = directory.resolve(FileNames.EPOCHS);
        this.lastEnd = lastEnd;
        this.findings = findings;
    }

    @Override
    public void batch(Path file, BatchWalk batch) {
        int epoch = batch.leaderEpoch();
        if (epoch < 0) {
            if (epoch != NO_EPOCH) {
                findings.error(file, batch.position(), "a batch of leader epoch " + epoch + Findings.NOT_REPAIRABLE);
            }
            return;
        }
        if (!runs.isEmpty() && epoch < runs.getLast().epoch) {
            dropOutOfLine(file, batch);
        }
        Run last = runs.isEmpty() ? null : runs.getLast();
        if (last == null || epoch > last.epoch) {
            runs.add(new Run(epoch, batch.baseOffset(), batch.lastOffset(), 1, file, batch.position()));
        } else if (epoch == last.epoch) {
            runs.set(
                    runs.size() - 1,
                    new Run(epoch, last.firstOffset, batch.lastOffset(), last.batches + 1, last.file, last.position));
        }
    }

    /** A single batch of a higher epoch than both its neighbours is the wrong one; otherwise this batch is. */
    private void dropOutOfLine(Path file, BatchWalk batch) {
        Run last = runs.getLast();
        boolean fitsBeforeLast = runs.size() < 2 || batch.leaderEpoch() >= runs.get(runs.size() - 2).epoch;
        if (last.batches == 1 && fitsBeforeLast) {
            complain(last.file, last.position, last.epoch, batch.leaderEpoch(), "followed");
            runs.removeLast();
        } else {
            complain(file, batch.position(), batch.leaderEpoch(), last.epoch, "preceded");
        }
    }

    private void complain(Path file, int position, int epoch, int neighbour, String order) {
        findings.error(
                file,
                position,
                "a batch of leader epoch " + epoch + " is " + order + " by one of epoch " + neighbour
                        + Findings.NOT_REPAIRABLE);
    }

    @Override
    public void damage() {}

    /** @param logEndOffset exclusive: where the next start ends the log */
    void finish(long logStartOffset, long logEndOffset) throws IOException {
        if (disk.exists(checkpoint)) {
            compare(disk.readAll(checkpoint), logStartOffset, logEndOffset);
        } else if (runs.stream().anyMatch(run -> isKept(run.firstOffset))) {
            findings.error(checkpoint, Finding.NOWHERE, "is missing");
            rebuild(logStartOffset);
        }
    }

    private void compare(byte[] content, long logStartOffset, long logEndOffset) {
        try {
            LeaderEpochs stored = LeaderEpochs.fromCheckpoint(content);
            for (Run run : runs) {
                if (run.lastOffset >= logStartOffset
                        && !(isRight(stored, run, Math.max(run.firstOffset, logStartOffset), content)
                                && isRight(stored, run, run.lastOffset, content))) {
                    rebuild(logStartOffset);
                    return;
                }
            }
            if (stored.truncateFromEnd(logEndOffset + 1)) {
                String what = "knows of a leader epoch from beyond the end of the log, " + logEndOffset;
                if (lastEnd.clean()) {
                    findings.error(checkpoint, Finding.NOWHERE, what);
                } else {
                    findings.warning(checkpoint, Finding.NOWHERE, what + ": the next start forgets it");
                }
                rebuild(logStartOffset);
            }
        } catch (CorruptFile e) {
            findings.error(checkpoint, e.position(), String.valueOf(e.getMessage()));
            rebuild(logStartOffset);
        }
    }

    private boolean isRight(LeaderEpochs stored, Run run, long offset, byte[] content) {
        int epoch = stored.epochAt(offset);
        if (epoch == run.epoch || !isKept(offset)) {
            return true;
        }
        String claim = epoch < 0 ? "has no leader epoch" : "has leader epoch " + epoch;
        findings.error(
                checkpoint,
                positionOf(epoch, content),
                claim + " for offset " + offset + ", whose batch has " + run.epoch);
        return false;
    }

    private static long positionOf(int epoch, byte[] content) {
        int line = new String(content, UTF_8).indexOf("\n" + epoch + " ");
        return line < 0 ? Finding.NOWHERE : line + 1;
    }

    /** Whether the next start goes by the file: it reads the epochs of what it recovers anew. */
    private boolean isKept(long offset) {
        return lastEnd.clean() || offset < lastEnd.recoveryPoint();
    }

    private void rebuild(long logStartOffset) {
        LeaderEpochs epochs = new LeaderEpochs();
        for (Run run : runs) {
            epochs.assign(run.epoch, run.firstOffset);
        }
        epochs.truncateFromStart(logStartOffset);
        findings.replace(checkpoint, epochs.toCheckpoint(), "rebuilt from the log");
    }
}
