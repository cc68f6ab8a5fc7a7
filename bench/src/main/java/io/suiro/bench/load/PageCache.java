package io.suiro.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The operating system's cache of files, which decides whether reading old records meets a disk. */
public final class PageCache {
    private PageCache() {}

    /**
     * Puts the segments below this directory out of it, once they are on the disk.
     *
     * @throws IOException if there is no GNU dd, or it fails
     */
    static void evict(Path data) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.walk(data)) {
            segments = files.filter(file -> file.toString().endsWith(".log")).toList();
        }
        for (Path segment : segments) {
            run("sync", segment.toString());
            run("dd", "if=" + segment, "iflag=nocache", "count=0", "status=none");
        }
    }

    /** Writes all that is changed to the disks, so that a measurement does not meet what came before it. */
    public static void flush() throws IOException {
        run("sync");
    }

    private static void run(String... command) throws IOException {
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " ended with status " + status);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
