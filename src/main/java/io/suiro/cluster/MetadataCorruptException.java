package io.suiro.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** Metadata on disk that was acknowledged cannot be read back: the broker must not start as if it had never been. */
public final class MetadataCorruptException extends IOException {
    private static final long serialVersionUID = 1;

    MetadataCorruptException(Path file, long position, String complaint) {
        super(file + " is damaged at byte " + position + ": " + complaint);
    }

    MetadataCorruptException(Path file, String complaint) {
        super(file + " " + complaint);
    }
}
