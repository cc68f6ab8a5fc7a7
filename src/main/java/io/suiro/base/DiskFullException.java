package io.suiro.base;

import java.io.IOException;

/**
 * The volume had no room for a write, of which a part may have been done. Unlike any other {@link IOException} this says nothing
 * about what the disk holds: whoever puts the file back to what it was may go on, and try again when there is room.
 */
public final class DiskFullException extends IOException {
    public DiskFullException(String message) {
        super(message);
    }
}
