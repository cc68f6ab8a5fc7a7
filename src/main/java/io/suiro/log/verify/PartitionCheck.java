package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.log.Damage;
import io.suiro.log.Damaged;
import io.suiro.log.FileNames;
import io.suiro.log.PartitionFiles;
import io.suiro.log.verify.Finding.Severity;
import io.suiro.log.verify.LastEnd.Gaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks a partition's directory: batches first, then what stands beside them, against what the batches make of it. What
 * the next start reads anew, because the last end was not clean, is not judged, but for what that start will cut off. One thread.
 */
final class PartitionCheck {
    private static final List<String> INDEXES = FileNames.OF_SEGMENT.subList(1, FileNames.OF_SEGMENT.size());

    private final Disk disk;
    private final PartitionFiles files;
    private final LastEnd lastEnd;
    private final Findings findings;
    private final IndexFilesCheck indexFiles;
    private final StoredSegments segments;
    private final ProducersCheck producers;
    private final List<Finding> gaps = new ArrayList<>();
    private Counts counts = new Counts(1, 0, 0, 0);
    private final long first;
    /** Whether gaps are to be expected. */
    private boolean compacted;

    /** Whether batches cannot be read, and others follow. */
    private boolean damaged;

    private long endOffset;

    PartitionCheck(Disk disk, Path directory, LastEnd lastEnd, Findings findings) throws IOException {
        this.disk = disk;
        this.files = new PartitionFiles(disk, directory);
        this.lastEnd = lastEnd;
        this.findings = findings;
        this.segments = StoredSegments.list(disk, files);
        this.indexFiles = new IndexFilesCheck(segments, lastEnd.clean(), findings);
        this.first = segments.bases().isEmpty()
                ? lastEnd.logStartOffset()
                : segments.bases().getFirst();
        this.producers = new ProducersCheck(disk, files, first, findings);
        this.compacted = lastEnd.cleanedTo() > 0 || lastEnd.gaps() == Gaps.DURABLE || lastEnd.gaps() == Gaps.ANYWHERE;
        this.endOffset = first;
    }

    /** Once. */
    PartitionResult run() throws IOException {
        List<Long> bases = segments.bases();
        List<Long> orphans = orphans();
        EpochsCheck epochs = new EpochsCheck(disk, files.directory(), lastEnd, findings);
        for (int i = 0; i < bases.size(); i++) {
            long next = i + 1 < bases.size() ? bases.get(i + 1) : Long.MAX_VALUE;
            check(SegmentReading.read(disk, segments, bases.get(i), next, List.of(producers, epochs)), next, orphans);
        }
        if (!compacted) {
            gaps.forEach(findings::add);
        }
        orphans.forEach(this::reportOrphan);
        producers.finish(endOffset, lastEnd.clean());
        epochs.finish(Math.max(first, lastEnd.logStartOffset()), endOffset);
        return new PartitionResult(counts, first, endOffset, findings);
    }

    private void check(SegmentReading segment, long next, List<Long> orphans) throws IOException {
        boolean swap = segments.isSwap(segment.baseOffset());
        if (swap) {
            findings.warning(
                    segment.file(),
                    Finding.NOWHERE,
                    "a compaction was interrupted: the next start puts this in the place of what it was made from");
        }
        boolean last = next == Long.MAX_VALUE;
        counts = counts.plus(new Counts(0, 1, segment.batches(), segment.sizeInBytes()));
        compacted |= segment.isCompacted();
        endOffset = segment.endOffset();
        boolean cut = judgeDamages(segment, last, next);
        boolean endLost = !last && !segment.isTorn() && judgeEnd(segment, next, orphans);
        damaged |= !cut && !segment.damages().isEmpty();
        TransactionIndexCheck transactions = new TransactionIndexCheck(
                disk,
                segments.path(segment.baseOffset(), FileNames.TRANSACTION_INDEX),
                producers.takeAborted(),
                findings);
        if (!lastEnd.keepsIndexes(last, next) || endLost || swap) {
            return;
        }
        if (cut) {
            indexFiles.rebuild(segment);
            transactions.rebuild();
        } else {
            indexFiles.check(segment);
            transactions.check(producers.isWhole(), damaged);
        }
    }

    /** Whether the end of the segment is to be cut off. */
    private boolean judgeDamages(SegmentReading segment, boolean last, long next) {
        List<Damaged> damages = segment.damages();
        if (damages.isEmpty()) {
            return false;
        }
        Damage first = damages.getFirst().damage();
        boolean nothingFollows = last && !damages.getFirst().resumes();
        if (lastEnd.keepsBatches(last, next)) {
            damages.forEach(damaged -> reportDamage(segment, damaged, nothingFollows));
        } else if (last && first.offset() >= lastEnd.recoveryPoint()) {
            endOffset = first.offset();
            findings.warning(segment.file(), first.position(), tornTail(segment, damages.getFirst()));
        } else {
            String what = last
                    ? ", though everything below offset " + lastEnd.recoveryPoint()
                            + " was durable: the disk has lost data"
                    : "; not repairable";
            findings.error(
                    segment.file(),
                    first.position(),
                    first.what() + what + "; the next start ends the log here, and cuts off what follows");
            damages.stream().skip(1).forEach(damaged -> reportDamage(segment, damaged, nothingFollows));
        }
        if (nothingFollows) {
            int bytes = segment.sizeInBytes() - segment.soundBytes();
            findings.cut(
                    segment.file(),
                    segment.soundBytes(),
                    "cut off the last " + bytes + " bytes: the log ends at offset " + segment.endOffset());
        }
        return nothingFollows;
    }

    private static String tornTail(SegmentReading segment, Damaged damaged) {
        int bytes = segment.sizeInBytes() - damaged.damage().position();
        return "torn tail: " + damaged.damage().what() + "; the next start cuts off the last " + bytes + " bytes"
                + (damaged.resumes() ? ", and with them sound batches from offset " + damaged.resumesAt() + " on" : "");
    }

    private void reportDamage(SegmentReading segment, Damaged damaged, boolean cut) {
        String way = damaged.resumes() ? ", or let consumers go on at offset " + damaged.resumesAt() : "";
        findings.error(
                segment.file(),
                damaged.damage().position(),
                damaged.damage().what() + (cut ? "" : Findings.NOT_REPAIRABLE + way));
    }

    /** Whether the end of a segment that others follow has been lost, so that its indexes know more than it. */
    private boolean judgeEnd(SegmentReading segment, long next, List<Long> orphans) {
        long end = segment.endOffset();
        if (end == next) {
            return false;
        }
        String missing = "offsets " + end + " to " + (next - 1) + " are missing before the next segment";
        boolean segmentLost = orphans.removeIf(orphan -> orphan >= end && orphan < next);
        boolean endLost = segment.indexCheck().goesBeyond(segment.sizeInBytes());
        if (segmentLost || endLost) {
            String evidence = endLost
                    ? ": the index of this one goes on beyond its end"
                    : ": an index is there whose segment is not";
            findings.error(segment.file(), segment.sizeInBytes(), missing + evidence + Findings.NOT_REPAIRABLE);
        } else if (!lastEnd.keepsBatches(false, next) && !mayEndEarly(segment)) {
            findings.error(
                    segment.file(),
                    segment.sizeInBytes(),
                    missing + Findings.NOT_REPAIRABLE + "; the next start ends the log here, and deletes what follows");
        } else {
            gaps.add(findings.finding(
                    Severity.WARNING,
                    segment.file(),
                    segment.sizeInBytes(),
                    missing + ": compaction leaves such gaps, and so does the loss of a segment"));
        }
        return endLost;
    }

    /** Whether the next start takes it that compaction has taken the last batches of a segment, and not a loss. */
    private boolean mayEndEarly(SegmentReading segment) {
        return lastEnd.gaps() == Gaps.ANYWHERE
                || lastEnd.gaps() == Gaps.UNKNOWN
                || segment.baseOffset() < lastEnd.cleanedTo()
                || segment.isCompacted();
    }

    /** Base offsets of indexes whose segment is not there. */
    private List<Long> orphans() throws IOException {
        List<Long> orphans = new ArrayList<>();
        for (String suffix : INDEXES) {
            for (long base : files.offsets(suffix)) {
                if (!segments.accountsFor(base) && !orphans.contains(base)) {
                    orphans.add(base);
                }
            }
        }
        return orphans;
    }

    private void reportOrphan(long base) {
        for (String suffix : INDEXES) {
            Path file = files.path(base, suffix);
            if (disk.exists(file)) {
                findings.add(
                        lastEnd.clean() ? Severity.ERROR : Severity.WARNING,
                        file,
                        Finding.NOWHERE,
                        "has no segment beside it: the next start deletes it");
                findings.delete(file, "deleted");
            }
        }
    }
}
