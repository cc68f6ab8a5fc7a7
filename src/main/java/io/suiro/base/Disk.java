package io.suiro.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The disk seam: all files of a broker are reached through it, so that tests can lose unforced bytes, tear writes and
 * fail forces. Callers are never interrupted threads (an interrupt closes a FileChannel). Every method reports failure
 * as an {@link IOException}, which is fail-stop for the log directory unless it is a {@link DiskFullException}.
 */
public interface Disk {
    /** Opens for reading and writing, creating the file if it is absent. */
    DiskFile open(Path file) throws IOException;

    boolean exists(Path path);

    /** Names of the entries in a directory, unordered. */
    List<Path> list(Path directory) throws IOException;

    /** Creates the directory and its parents, and forces the parent's entry. */
    void createDirectories(Path directory) throws IOException;

    /** Creates it in a parent that exists. Its entry is durable once the parent is forced. */
    void createDirectory(Path directory) throws IOException;

    /** Atomically, replacing the target; both in one file system. */
    void rename(Path from, Path to) throws IOException;

    /** A file, or a directory with all that is in it; nothing happens if it is absent. */
    void delete(Path path) throws IOException;

    /** Makes creations, renames and deletions in the directory durable. */
    void forceDirectory(Path directory) throws IOException;

    /** Writes to a temporary file beside it, forces, renames and forces the directory: readers see all or nothing. */
    void replace(Path file, byte[] content) throws IOException;

    /** Makes the buffer's remaining bytes the whole content of a file, not forced: for what is checked when it is read. */
    default void write(Path file, ByteBuffer content) throws IOException {
        try (DiskFile opened = open(file)) {
            opened.truncate(content.remaining());
            opened.write(content, 0);
        }
    }

    /** Returns once all written bytes of a file are durable. */
    default void force(Path file) throws IOException {
        try (DiskFile opened = open(file)) {
            opened.force();
        }
    }

    /** How many files and connections this process may have open at the same time. */
    int maxOpenFiles();

    byte[] readAll(Path file) throws IOException;

    /** Bytes in a file, without opening it. */
    long size(Path file) throws IOException;

    /** Milliseconds since the epoch. */
    long lastModifiedMs(Path file) throws IOException;

    /** Bytes that can still be written to the volume that holds the directory. */
    long usableBytes(Path directory) throws IOException;

    /** Bytes of the volume that holds the directory. */
    long totalBytes(Path directory) throws IOException;
}
