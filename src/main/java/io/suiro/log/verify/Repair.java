package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A change of one file that mends a finding. Decided while checking, which changes nothing; made by {@link #apply}. */
public final class Repair {
    private final Path root;
    private final Path file;
    private final String done;
    private final Change change;

    private interface Change {
        void make(Disk disk, Path file) throws IOException;
    }

    private Repair(Path root, Path file, String done, Change change) {
        this.root = root;
        this.file = file;
        this.done = done;
        this.change = change;
    }

    /** Whoever reads the file meanwhile sees the old or the new content, and so after a crash. */
    static Repair replace(Path root, Path file, byte[] content, String done) {
        return new Repair(root, file, done, (disk, target) -> disk.replace(target, content));
    }

    static Repair delete(Path root, Path file, String done) {
        return new Repair(root, file, done, (disk, target) -> {
            disk.delete(target);
            disk.forceDirectory(Objects.requireNonNull(target.getParent(), "in the data directory"));
        });
    }

    static Repair cut(Path root, Path file, int size, String done) {
        return new Repair(root, file, done, (disk, target) -> {
            try (DiskFile open = disk.open(target)) {
                open.truncate(size);
                open.force();
            }
        });
    }

    /** Durable when it returns. */
    public void apply(Disk disk) throws IOException {
        change.make(disk, root.resolve(file));
    }

    /** {@code FILE: DONE}, in the past tense. */
    public String line() {
        return file + ": " + done;
    }
}
