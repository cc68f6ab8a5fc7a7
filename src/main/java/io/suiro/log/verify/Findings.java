package io.suiro.log.verify;

import io.suiro.log.verify.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What one part of a directory's check finds, and what would mend it. One thread at a time. */
final class Findings {
    /** Of damage that the log itself cannot mend. */
    static final String NOT_REPAIRABLE = "; not repairable: restore the file from a replica or a backup";

    private final Path root;
    private final List<Finding> found = new ArrayList<>();
    private final List<Repair> repairs = new ArrayList<>();

    /** @param root what the names of files in findings are relative to */
    Findings(Path root) {
        this.root = root;
    }

    void error(Path file, long position, String what) {
        add(Severity.ERROR, file, position, what);
    }

    void warning(Path file, long position, String what) {
        add(Severity.WARNING, file, position, what);
    }

    void add(Severity severity, Path file, long position, String what) {
        add(finding(severity, file, position, what));
    }

    void add(Finding finding) {
        found.add(finding);
    }

    /** One that may be added later. */
    Finding finding(Severity severity, Path file, long position, String what) {
        return new Finding(severity, root.relativize(file), position, what);
    }

    void replace(Path file, byte[] content, String done) {
        repairs.add(Repair.replace(root, root.relativize(file), content, done));
    }

    void delete(Path file, String done) {
        repairs.add(Repair.delete(root, root.relativize(file), done));
    }

    void cut(Path file, int size, String done) {
        repairs.add(Repair.cut(root, root.relativize(file), size, done));
    }

    List<Finding> found() {
        return List.copyOf(found);
    }

    /** In the order in which they are to be made. */
    List<Repair> repairs() {
        return List.copyOf(repairs);
    }
}
