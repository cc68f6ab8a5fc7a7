package io.suiro.log;

/** Who wrote a batch, and so what is checked and stamped when it is appended. */
public enum AppendOrigin {
    /** A producer: everything is checked; control batches are refused. */
    CLIENT,
    /** A coordinator of this broker: trusted, not size-limited by the client's bounds; offsets are assigned. */
    COORDINATOR,
    /** A leader elsewhere: offsets and epochs are kept as they come. */
    REPLICATION
}
