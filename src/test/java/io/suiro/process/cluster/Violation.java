package io.suiro.process.cluster;

/** What must not happen, whatever fails. */
enum Violation {
    LOST("acknowledged records lost"),
    DUPLICATED("records stored twice"),
    REORDERED("records out of order"),
    TORN("torn values"),
    MISPLACED("records not at the offset they were acknowledged at"),
    UNKNOWN("records nobody sent"),
    GAP("gaps in the offsets"),
    READ_AND_LOST("records that a consumer read and that are gone or others"),
    COMMIT_LOST("committed offsets lost"),
    NOT_PASSED_ON("records whose offset a transaction has committed, and not what it made of them"),
    PASSED_ON_TWICE("records that transactions have passed on twice"),
    ACCEPTED_TWICE("records that a share group was told more than once it is done with"),
    NOT_SHARED("records that a share group is not done with"),
    METADATA_LOST("acknowledged metadata changes lost"),
    REPLICAS_DIFFER("partitions whose replicas differ"),
    NOT_RECOVERED("faults after which the cluster did not recover"),
    CLIENT_FAILED("clients that failed in a way no fault explains");

    private final String description;

    Violation(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}
