package io.suiro.coordinator.group.consumer;

/** What a consumer group is about, in Kafka's words. */
public enum GroupPhase {
    EMPTY("Empty"),
    /** A newer epoch has no target assignment yet. */
    ASSIGNING("Assigning"),
    /** Some members have not got to the target yet. */
    RECONCILING("Reconciling"),
    STABLE("Stable");

    private final String wireName;

    GroupPhase(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
