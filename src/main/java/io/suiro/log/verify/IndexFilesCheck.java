package io.suiro.log.verify;

import io.suiro.log.FileNames;
import io.suiro.log.IndexCheck;
import io.suiro.log.Mismatch;
import io.suiro.log.verify.Finding.Severity;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Judges the index files of segments that the next start takes as they are. */
final class IndexFilesCheck {
    private static final String REBUILT = "rebuilt from the log";

    private final StoredSegments segments;
    private final boolean clean;
    private final Findings findings;

    IndexFilesCheck(StoredSegments segments, boolean clean, Findings findings) {
        this.segments = segments;
        this.clean = clean;
        this.findings = findings;
    }

    /** Where the segment has damages, its indexes may know better than what is left of it, and are only missed. */
    void check(SegmentReading segment) {
        IndexCheck check = segment.indexCheck();
        boolean damaged = !segment.damages().isEmpty();
        if (isWrong(segment, FileNames.INDEX, check.ofOffsets(segment.sizeInBytes()), damaged)) {
            replaceOffsets(segment);
        } else if (!damaged && check.earlyEntries() > 0) {
            findings.warning(
                    path(segment, FileNames.INDEX),
                    check.firstEarlyEntry(),
                    check.earlyEntries()
                            + " entries name the first of several batches and the last offset of the last, as "
                            + "Kafka before 4.0 wrote them: the broker rebuilds the index when it meets one");
            replaceOffsets(segment);
        } else if (!damaged && isPadded(segment, FileNames.INDEX, check.offsetsPaddedFrom())) {
            replaceOffsets(segment);
        }
        if (isWrong(segment, FileNames.TIME_INDEX, check.ofTimes(segment.sizeInBytes()), damaged)
                || (!damaged && isPadded(segment, FileNames.TIME_INDEX, check.timesPaddedFrom()))) {
            replaceTimes(segment);
        }
    }

    private boolean isPadded(SegmentReading segment, String suffix, int paddedFrom) {
        if (paddedFrom >= 0) {
            findings.warning(
                    path(segment, suffix),
                    paddedFrom,
                    "only zeros follow, as Kafka creates an index: the broker rebuilds it");
        }
        return paddedFrom >= 0;
    }

    private boolean isWrong(SegmentReading segment, String suffix, @Nullable Mismatch mismatch, boolean damaged) {
        if (mismatch == null || (damaged && mismatch.position() != Finding.NOWHERE)) {
            return false;
        }
        // On a full disk a segment is sealed without them.
        boolean unclean = mismatch.position() == Finding.NOWHERE && !clean;
        findings.add(
                unclean ? Severity.WARNING : Severity.ERROR,
                path(segment, suffix),
                mismatch.position(),
                mismatch.what() + (unclean ? ": the next start rebuilds it" : ""));
        return true;
    }

    /** For a segment whose end is cut off. */
    void rebuild(SegmentReading segment) {
        replaceOffsets(segment);
        replaceTimes(segment);
    }

    private void replaceOffsets(SegmentReading segment) {
        findings.replace(path(segment, FileNames.INDEX), segment.rebuilt().offsetsFile(), REBUILT);
    }

    private void replaceTimes(SegmentReading segment) {
        findings.replace(path(segment, FileNames.TIME_INDEX), segment.rebuilt().timesFile(), REBUILT);
    }

    private Path path(SegmentReading segment, String suffix) {
        return segments.path(segment.baseOffset(), suffix);
    }
}
