package io.suiro.replica;

/** What must have happened to a record on this broker before it counts as safe. */
public enum Durability {
    /** It is in the page cache, as in Kafka: it survives the end of the process, and other replicas guard it. */
    REPLICATED,
    /** It is forced to the disk: it survives a power failure. Appends that arrive meanwhile share the next force. */
    FSYNC
}
