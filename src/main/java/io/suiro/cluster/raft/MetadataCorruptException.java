package io.suiro.cluster.raft;

import java.io.IOException;
import java.nio.file.Path;

/** Metadata on disk that was acknowledged cannot be read back: the broker must not start as if it had never been. */
public final class MetadataCorruptException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final long position;
    private final String complaint;

    public MetadataCorruptException(Path file, long position, String complaint) {
        this(file, position, complaint, file + " is damaged at byte " + position + ": " + complaint);
    }

    public MetadataCorruptException(Path file, String complaint) {
        this(file, -1, complaint, file + " " + complaint);
    }

    private MetadataCorruptException(Path file, long position, String complaint, String message) {
        super(message);
        this.file = file;
        this.position = position;
        this.complaint = complaint;
    }

    public Path file() {
        return file;
    }

    /** Of the first damaged byte, -1 if it is the file as a whole. */
    public long position() {
        return position;
    }

    /** What is wrong with the file. */
    public String complaint() {
        return complaint;
    }
}
