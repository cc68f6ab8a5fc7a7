package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.log.CorruptFile;
import io.suiro.log.TransactionIndex;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Judges the {@code .txnindex} of a segment, which lists the aborted transactions that end in it: against those that the log
 * tells of where all of that is there, and by its shape where compaction or retention have taken a part. For one segment.
 */
final class TransactionIndexCheck {
    private final Disk disk;
    private final Path file;
    private final List<AbortedTransaction> expected;
    private final Findings findings;

    /** @param expected as the batches of the segment, and those before it, tell */
    TransactionIndexCheck(Disk disk, Path file, List<AbortedTransaction> expected, Findings findings) {
        this.disk = disk;
        this.file = file;
        this.expected = expected;
        this.findings = findings;
    }

    /**
     * Once.
     *
     * @param whole whether all batches that ever were up to here have been read
     * @param damaged whether some of those that are there could not be read
     */
    void check(boolean whole, boolean damaged) throws IOException {
        byte[] content = disk.exists(file) ? disk.readAll(file) : new byte[0];
        try {
            List<AbortedTransaction> stored = TransactionIndex.read(content);
            if (whole && !stored.equals(expected)) {
                reportDifference(stored);
                rebuild();
            }
        } catch (CorruptFile e) {
            findings.error(file, e.position(), e.getMessage() + (damaged ? Findings.NOT_REPAIRABLE : ""));
            if (!damaged) {
                rebuild();
            }
        }
    }

    private void reportDifference(List<AbortedTransaction> stored) {
        int same = 0;
        while (same < Math.min(stored.size(), expected.size())
                && stored.get(same).equals(expected.get(same))) {
            same++;
        }
        findings.error(
                file,
                (long) same * TransactionIndex.ENTRY_BYTES,
                text(stored, same) + ", where the log has " + text(expected, same));
    }

    private static String text(List<AbortedTransaction> transactions, int index) {
        if (index == transactions.size()) {
            return "no further aborted transaction";
        }
        AbortedTransaction transaction = transactions.get(index);
        return "an aborted transaction of producer " + transaction.producerId() + " from offset "
                + transaction.firstOffset() + " to " + transaction.lastOffset();
    }

    void rebuild() {
        if (!expected.isEmpty() || disk.exists(file)) {
            findings.replace(file, TransactionIndex.write(expected).array(), "rebuilt from the log");
        }
    }
}
