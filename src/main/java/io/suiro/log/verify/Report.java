package io.suiro.log.verify;

import io.suiro.log.verify.Finding.Severity;
import java.util.List;

/**
 * What the check of a data directory comes to; its findings have been told one by one.
 *
 * @param repairs that would mend what can be mended, in order
 */
public record Report(Counts counts, long errors, long warnings, List<Repair> repairs) {
    public Report {
        repairs = List.copyOf(repairs);
    }

    /** Together with findings from elsewhere, which have been told too. */
    public Report with(List<Finding> others) {
        long otherErrors = others.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .count();
        return new Report(counts, errors + otherErrors, warnings + others.size() - otherErrors, repairs);
    }

    /** No errors; there may be warnings. */
    public boolean isSound() {
        return errors == 0;
    }
}
