package io.suiro.process.cluster;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the members of a share group know of the records of a topic, by offset. One that a member was told it has accepted is done with for
 * good: nobody may be told so again. For all threads.
 */
final class ShareHistory {
    private final String topic;
    private final Violations violations;
    private final Map<Integer, OfPartition> partitions = new TreeMap<>();

    /** Bits by offset. */
    private static final class OfPartition {
        private final BitSet offered = new BitSet();
        private final BitSet accepted = new BitSet();
        private final BitSet rejected = new BitSet();
        private final BitSet inDoubt = new BitSet();
        private final BitSet lastOffered = new BitSet();
    }

    ShareHistory(String topic, Violations violations) {
        this.topic = topic;
        this.violations = violations;
    }

    private OfPartition of(int partition) {
        return partitions.computeIfAbsent(partition, number -> new OfPartition());
    }

    /** @param isLast whether the group gives it up if this delivery comes to nothing */
    synchronized void offered(int partition, int offset, boolean isLast) {
        of(partition).offered.set(offset);
        if (isLast) {
            of(partition).lastOffered.set(offset);
        }
    }

    synchronized void accepted(int partition, int offset) {
        OfPartition its = of(partition);
        if (its.accepted.get(offset)) {
            violations.add(Violation.ACCEPTED_TWICE, named(partition, offset) + " was accepted before");
        }
        if (its.rejected.get(offset)) {
            violations.add(Violation.ACCEPTED_TWICE, named(partition, offset) + " was rejected before");
        }
        its.accepted.set(offset);
    }

    synchronized void rejected(int partition, int offset) {
        OfPartition its = of(partition);
        if (its.accepted.get(offset)) {
            violations.add(
                    Violation.ACCEPTED_TWICE, named(partition, offset) + " is rejected, and was accepted before");
        }
        its.rejected.set(offset);
    }

    /** It was accepted or rejected, and whether that is stored nobody has said. */
    synchronized void inDoubt(int partition, int offset) {
        of(partition).inDoubt.set(offset);
    }

    /** Whether something is known of every record below the ends, by partition. */
    synchronized boolean isSettled(Map<Integer, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> settled(of(end.getKey())).nextClearBit(0) >= end.getValue());
    }

    /** Every record below the ends must have been accepted or rejected, be in doubt, or have been offered as often as the group allows. */
    synchronized void check(Map<Integer, Long> ends) {
        ends.forEach((partition, end) -> {
            BitSet settled = settled(of(partition));
            for (int offset = settled.nextClearBit(0); offset < end; offset = settled.nextClearBit(offset + 1)) {
                String whether =
                        of(partition).offered.get(offset) ? " was offered, and not again" : " was never offered";
                violations.add(Violation.NOT_SHARED, named(partition, offset) + whether);
            }
        });
    }

    private static BitSet settled(OfPartition its) {
        BitSet settled = (BitSet) its.accepted.clone();
        settled.or(its.rejected);
        settled.or(its.inDoubt);
        settled.or(its.lastOffered);
        return settled;
    }

    private String named(int partition, int offset) {
        return topic + "-" + partition + ", offset " + offset;
    }

    synchronized long accepted() {
        return partitions.values().stream()
                .mapToLong(its -> its.accepted.cardinality())
                .sum();
    }

    synchronized long rejected() {
        return partitions.values().stream()
                .mapToLong(its -> its.rejected.cardinality())
                .sum();
    }

    /** Offered as often as the group allows, and neither accepted nor rejected, as far as is known. */
    synchronized long givenUp() {
        return partitions.values().stream()
                .mapToLong(its -> {
                    BitSet left = (BitSet) its.lastOffered.clone();
                    left.andNot(its.accepted);
                    left.andNot(its.rejected);
                    left.andNot(its.inDoubt);
                    return left.cardinality();
                })
                .sum();
    }

    /** Neither accepted nor rejected for certain, though a member has said so. */
    synchronized long inDoubt() {
        return partitions.values().stream()
                .mapToLong(its -> {
                    BitSet left = (BitSet) its.inDoubt.clone();
                    left.andNot(its.accepted);
                    left.andNot(its.rejected);
                    return left.cardinality();
                })
                .sum();
    }
}
