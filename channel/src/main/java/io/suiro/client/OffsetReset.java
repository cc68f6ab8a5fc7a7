package io.suiro.client;

/** Where to begin in a partition in which the group has committed nothing, or what is gone: {@code auto.offset.reset}. */
public enum OffsetReset {
    EARLIEST,
    LATEST,
    /** Not at all: the consumer fails. */
    NONE
}
