package io.suiro.cluster.raft;

import java.io.IOException;

/** Bytes that are no message of this cluster's. */
public final class RaftMessageException extends IOException {
    private static final long serialVersionUID = 1;

    RaftMessageException(String message) {
        super(message);
    }
}
