package io.suiro.log;

import io.suiro.base.FileSystemDisk;
import io.suiro.log.verify.DataDirectory;
import io.suiro.log.verify.Expected;
import io.suiro.log.verify.Finding;
import io.suiro.log.verify.Repair;
import io.suiro.log.verify.Report;
import io.suiro.log.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One check of a data directory that no broker uses. */
record Checked(List<Finding> findings, Report report) {
    static Checked of(Path root) throws IOException {
        return of(root, null);
    }

    static Checked of(Path root, @Nullable Expected expected) throws IOException {
        try (DataDirectory directory = DataDirectory.lock(new FileSystemDisk(), root)) {
            List<Finding> findings = new ArrayList<>();
            Report report = new Verification(directory, expected, Set.of()).run(findings::add);
            return new Checked(findings, report);
        }
    }

    /** Makes the repairs that this check would, and checks again. */
    static Checked repaired(Path root, @Nullable Expected expected) throws IOException {
        for (Repair repair : of(root, expected).report.repairs()) {
            repair.apply(new FileSystemDisk());
        }
        return of(root, expected);
    }

    static Checked repaired(Path root) throws IOException {
        return repaired(root, null);
    }

    List<String> lines() {
        return findings.stream().map(Finding::line).toList();
    }

    List<String> repairs() {
        return report.repairs().stream().map(Repair::line).toList();
    }
}
