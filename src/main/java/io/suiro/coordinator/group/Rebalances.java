package io.suiro.coordinator.group;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often the members of groups that this broker coordinates were given other partitions, since the start: generations of
 * classic groups, epochs of consumer and share groups. What is replayed at the start is not counted. Any thread.
 */
public final class Rebalances {
    private final LongAdder classic = new LongAdder();
    private final LongAdder consumer = new LongAdder();
    private final LongAdder share = new LongAdder();

    /** None yet. */
    public Rebalances() {}

    void ofClassic() {
        classic.increment();
    }

    void ofConsumers() {
        consumer.increment();
    }

    void ofShares() {
        share.increment();
    }

    public long classic() {
        return classic.sum();
    }

    public long consumer() {
        return consumer.sum();
    }

    public long share() {
        return share.sum();
    }
}
