package io.suiro.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A partition while a decision changes it. Who may lead, in this order, and among equals in the order of replicas:
 *
 * <pre>
 * 1 active members of the ISR                          everything acknowledged is there, and most of the rest
 * 2 the leader itself, if it is only shutting down     nobody else in sync is there
 * 3 active eligible leaders (KIP-966)                  everything acknowledged is there; they are the ISR alone then
 * 4 the last known leader, if ISR and ELR are empty    whatever there still is; nobody is known to have more
 * 5 any active replica, in an unclean election         what was acknowledged may be lost
 * </pre>
 *
 * Active is who is neither fenced nor shutting down. One thread, one decision.
 */
final class PartitionDraft {
    private final PartitionImage before;
    private final ElectionRules rules;
    private int leader;
    private int lastLeader;
    private List<Integer> replicas;
    private List<Integer> adding;
    private List<Integer> removing;
    private List<Integer> isr;

    /** Who holds everything acknowledged: the ISR, and the ELR if the ISR is too small to acknowledge anything more. */
    private final Set<Integer> complete;

    PartitionDraft(PartitionImage before, ElectionRules rules) {
        this.before = before;
        this.rules = rules;
        leader = before.leader();
        lastLeader = before.hasLeader() ? before.leader() : before.lastKnownLeader();
        replicas = before.replicas();
        adding = before.adding();
        removing = before.removing();
        isr = before.isr();
        complete = new HashSet<>(before.isr());
        complete.addAll(before.elr());
    }

    int leader() {
        return leader;
    }

    boolean hasLeader() {
        return leader != PartitionImage.NO_LEADER;
    }

    /** It is not there: out of the ISR, unless nobody else is in it. */
    void leave(int broker) {
        if (isr.size() > 1) {
            isr = only(isr, member -> member != broker);
        }
    }

    /**
     * It may lack what was acknowledged.
     *
     * @param empty its log is known to be gone, so that it is no better than any other as the last known leader
     */
    void distrust(int broker, boolean empty) {
        isr = only(isr, member -> member != broker);
        complete.remove(broker);
        if (empty && lastLeader == broker) {
            lastLeader = PartitionImage.NO_LEADER;
        }
    }

    /** The leader's proposal; an equal ISR in another order changes nothing. */
    void inSync(Set<Integer> members) {
        if (!members.equals(new HashSet<>(isr))) {
            isr = only(replicas, members::contains);
        }
    }

    /**
     * The target and whatever is there already, until all of the target is in sync (KIP-455). What an earlier
     * reassignment was about to add goes at once, unless it is wanted again.
     *
     * @return false, with the draft unusable, if all in sync or all who hold everything acknowledged would go
     */
    boolean reassign(List<Integer> target) {
        List<Integer> original = original(before);
        List<Integer> merged = new ArrayList<>(target);
        merged.addAll(only(original, replica -> !target.contains(replica)));
        replicas = merged;
        adding = only(target, replica -> !original.contains(replica));
        removing = only(original, replica -> !target.contains(replica));
        boolean inSync = isr.isEmpty() || isr.stream().anyMatch(merged::contains);
        isr = only(isr, merged::contains);
        return inSync && (complete.isEmpty() || complete.stream().anyMatch(merged::contains));
    }

    /** Replicas without those that a reassignment is about to add. */
    static List<Integer> original(PartitionImage partition) {
        return only(partition.replicas(), replica -> !partition.adding().contains(replica));
    }

    /** Ends a reassignment if all that it adds are in sync, and somebody who stays can lead. */
    private void completeReassignment() {
        if (adding.isEmpty() && removing.isEmpty()) {
            return;
        }
        List<Integer> staying = only(isr, member -> !removing.contains(member));
        boolean led = hasLeader() && !removing.contains(leader);
        boolean ledAfterwards = led || staying.stream().anyMatch(rules::isActive);
        if (!staying.containsAll(adding) || !ledAfterwards) {
            return;
        }
        replicas = only(replicas, replica -> !removing.contains(replica));
        isr = staying;
        adding = List.of();
        removing = List.of();
        elect();
    }

    /** It leads from now on; it must be in the ISR. */
    void lead(int broker) {
        leader = broker;
    }

    /** Somebody leads who may, the present leader if it can go on. */
    void elect() {
        elect(rules.unclean());
    }

    void electUncleanly() {
        elect(true);
    }

    private void elect(boolean unclean) {
        if (isr.contains(leader) && rules.isActive(leader)) {
            return;
        }
        int successor = first(member -> isr.contains(member) && rules.isActive(member));
        if (successor != PartitionImage.NO_LEADER) {
            leader = successor;
        } else if (!isr.contains(leader) || !rules.isUnfenced(leader)) {
            electBesidesIsr(unclean);
        }
    }

    private void electBesidesIsr(boolean unclean) {
        List<Integer> elr = elr();
        leader = first(replica -> elr.contains(replica) && rules.isActive(replica));
        if (hasLeader()) {
            isr = List.of(leader);
            return;
        }
        if (isr.isEmpty() && elr.isEmpty()) {
            leader = first(replica -> replica == lastLeader && rules.isActive(replica));
        }
        if (!hasLeader() && unclean) {
            leader = first(rules::isActive);
        }
        if (hasLeader()) {
            isr = List.of(leader);
        }
    }

    /**
     * The partition as it has become; the same if nothing has changed. A reassignment that can end does, and a leader that
     * is shutting down leaves the ISR when another takes over.
     */
    PartitionImage finish() {
        completeReassignment();
        if (hasLeader()) {
            isr = only(isr, member -> member == leader || rules.isActive(member));
        }
        int lastKnownLeader = hasLeader() || !replicas.contains(lastLeader) ? PartitionImage.NO_LEADER : lastLeader;
        int leaderEpoch = leader == before.leader() ? before.leaderEpoch() : before.leaderEpoch() + 1;
        PartitionImage after = at(lastKnownLeader, leaderEpoch, before.partitionEpoch());
        return after.equals(before) ? before : at(lastKnownLeader, leaderEpoch, before.partitionEpoch() + 1);
    }

    private PartitionImage at(int lastKnownLeader, int leaderEpoch, int partitionEpoch) {
        return new PartitionImage(
                leader, replicas, isr, elr(), lastKnownLeader, adding, removing, leaderEpoch, partitionEpoch);
    }

    private List<Integer> elr() {
        if (isr.size() >= rules.effectiveMinIsr(replicas.size())) {
            return List.of();
        }
        return only(replicas, replica -> complete.contains(replica) && !isr.contains(replica));
    }

    private int first(IntPredicate wanted) {
        for (int replica : replicas) {
            if (wanted.test(replica)) {
                return replica;
            }
        }
        return PartitionImage.NO_LEADER;
    }

    private static List<Integer> only(List<Integer> brokers, IntPredicate wanted) {
        List<Integer> left = new ArrayList<>(brokers);
        left.removeIf(broker -> !wanted.test(broker));
        return left;
    }
}
