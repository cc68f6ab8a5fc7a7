package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.ElectionType;

/**
 * What has to be true of a partition after a command, told from the images before and after alone and not from how it
 * was decided. Each rule throws an {@link AssertionError} that says what was broken.
 */
final class PartitionRules {
    private final MetadataImage imageBefore;
    private final ElectionRules rules;
    private final PartitionImage after;
    private final String what;

    /** @param rules with the image after the command */
    PartitionRules(MetadataImage imageBefore, ElectionRules rules, PartitionImage after, String what) {
        this.imageBefore = imageBefore;
        this.rules = rules;
        this.after = after;
        this.what = what;
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError(rule + ": " + what + ", now " + after);
        }
    }

    void checkSound() {
        List<Integer> replicas = after.replicas();
        check(!replicas.isEmpty() && isDistinct(replicas), "replicas are some, each once");
        check(replicas.stream().allMatch(id -> rules.image().broker(id) != null), "replicas are registered");
        check(isDistinct(after.isr()) && replicas.containsAll(after.isr()), "the ISR is some of the replicas");
        check(isDistinct(after.elr()) && replicas.containsAll(after.elr()), "the ELR is some of the replicas");
        check(after.elr().stream().noneMatch(after.isr()::contains), "nobody is in ISR and ELR");
        check(after.isr().size() < minIsr() || after.elr().isEmpty(), "an ISR that is large enough needs no ELR");
        check(replicas.containsAll(after.adding()) && replicas.containsAll(after.removing()), "who moves is a replica");
        check(after.adding().stream().noneMatch(after.removing()::contains), "nobody is added and removed");
        checkMembers();
        if (after.hasLeader()) {
            check(after.isr().contains(after.leader()), "the leader is in the ISR");
            check(rules.isUnfenced(after.leader()), "a fenced broker leads nothing");
            check(after.lastKnownLeader() == -1, "the last known leader is of interest only without a leader");
        } else {
            checkNobodyCanLead();
        }
        check(!canEndReassignment(), "a reassignment ends as soon as it can");
    }

    private int minIsr() {
        return rules.effectiveMinIsr(after.replicas().size());
    }

    /** Nobody waits for who is gone or about to go. */
    private void checkMembers() {
        for (int member : after.isr()) {
            boolean isLast = after.isr().size() == 1;
            check(isLast || member == after.leader() || rules.isActive(member), "members of the ISR are active");
        }
    }

    private void checkNobodyCanLead() {
        check(after.isr().stream().noneMatch(rules::isActive), "who is in sync leads");
        check(after.elr().stream().noneMatch(rules::isActive), "an eligible leader leads");
        boolean nobodyKnown = after.isr().isEmpty() && after.elr().isEmpty();
        check(!nobodyKnown || !rules.isActive(after.lastKnownLeader()), "the last known leader leads");
        check(!rules.unclean() || after.replicas().stream().noneMatch(rules::isActive), "unclean elections happen");
    }

    private boolean canEndReassignment() {
        List<Integer> staying = new ArrayList<>(after.isr());
        staying.removeAll(after.removing());
        return after.isReassigning()
                && staying.containsAll(after.adding())
                && staying.stream().anyMatch(rules::isActive);
    }

    /** How the partition has come to be from what it was. */
    void checkFollows(PartitionImage before, MetadataCommand<?> command) {
        int changes = after.equals(before) ? 0 : 1;
        check(after.partitionEpoch() == before.partitionEpoch() + changes, "each change has a partition epoch");
        int elections = after.leader() == before.leader() ? 0 : 1;
        check(after.leaderEpoch() == before.leaderEpoch() + elections, "each leader has a leader epoch");
        Set<Integer> complete = new HashSet<>(before.isr());
        complete.addAll(before.elr());
        Set<Integer> distrusted = distrusted(before, command);
        complete.removeAll(distrusted);
        checkEligible(complete);
        check(!after.isr().isEmpty() || distrusted.containsAll(before.isr()), "the last in sync stays");
        if (elections == 1 && before.hasLeader()) {
            checkDeposed(before, command);
        }
        if (elections == 1 && after.hasLeader()) {
            checkElected(before, complete, command);
        }
        checkJoined(before, command);
        checkReassigned(before, command);
    }

    /** KIP-966: while too few are in sync, all who held everything when there were enough are eligible. */
    private void checkEligible(Set<Integer> complete) {
        List<Integer> eligible = new ArrayList<>(after.replicas());
        eligible.removeIf(replica -> !complete.contains(replica) || after.isr().contains(replica));
        check(after.elr().equals(after.isr().size() < minIsr() ? eligible : List.of()), "the ELR is as in KIP-966");
    }

    private Set<Integer> distrusted(PartitionImage before, MetadataCommand<?> command) {
        boolean lost = command instanceof RegisterBroker register
                && before.replicas().contains(register.id())
                && (!register.clean() || isDirectoryNew(register));
        return lost ? Set.of(((RegisterBroker) command).id()) : Set.of();
    }

    private boolean isDirectoryNew(RegisterBroker register) {
        BrokerImage was = imageBefore.broker(register.id());
        return was != null && !was.logDirectoryId().equals(register.logDirectoryId());
    }

    private void checkDeposed(PartitionImage before, MetadataCommand<?> command) {
        boolean canGoOn = rules.isActive(before.leader());
        boolean wanted = command instanceof ElectLeaders
                || command instanceof BalanceLeaders
                || command instanceof BeginShutdown
                || !after.replicas().contains(before.leader());
        check(!canGoOn || wanted, "a leader that will do stays");
    }

    private void checkElected(PartitionImage before, Set<Integer> complete, MetadataCommand<?> command) {
        int leader = after.leader();
        check(rules.isActive(leader), "who is elected is active");
        if (complete.contains(leader)) {
            boolean better = before.isr().stream()
                    .anyMatch(id -> after.replicas().contains(id) && complete.contains(id) && rules.isActive(id));
            check(before.isr().contains(leader) || !better || proposed(command).contains(leader), "ISR before ELR");
            return;
        }
        if (proposed(command).contains(leader)) {
            return;
        }
        boolean lastKnown = complete.isEmpty() && leader == before.lastKnownLeader();
        boolean wanted = command instanceof ElectLeaders elect && elect.type() == ElectionType.UNCLEAN;
        check(lastKnown || wanted || rules.unclean(), "an unclean election is wanted");
        check(complete.stream().noneMatch(id -> after.replicas().contains(id) && rules.isActive(id)), "clean first");
        check(after.isr().equals(List.of(leader)), "after an unclean election the leader is the ISR");
    }

    private static Set<Integer> proposed(MetadataCommand<?> command) {
        Set<Integer> proposed = new HashSet<>();
        if (command instanceof AlterPartition alter) {
            alter.isr().stream().map(InSync::id).forEach(proposed::add);
        }
        return proposed;
    }

    private void checkJoined(PartitionImage before, MetadataCommand<?> command) {
        for (int member : after.isr()) {
            boolean elected = member == after.leader() && after.leader() != before.leader();
            check(
                    before.isr().contains(member)
                            || elected
                            || proposed(command).contains(member),
                    "who joins the ISR was proposed or elected");
        }
    }

    private void checkReassigned(PartitionImage before, MetadataCommand<?> command) {
        List<Integer> target = new ArrayList<>(before.replicas());
        target.removeAll(before.removing());
        if (command instanceof ReassignPartition reassign && !after.equals(before)) {
            target = reassign.target() == null ? PartitionDraft.original(before) : reassign.target();
        }
        List<Integer> staying = new ArrayList<>(after.replicas());
        staying.removeAll(after.removing());
        check(staying.equals(target), "a reassignment ends with its target " + target);
        if (before.isReassigning() && !after.isReassigning() && !(command instanceof ReassignPartition)) {
            boolean inSync = before.adding().stream().allMatch(id -> after.isr().contains(id) || !rules.isActive(id));
            check(inSync, "who was added is in sync in the end");
        }
    }

    private static boolean isDistinct(List<Integer> brokers) {
        return new HashSet<>(brokers).size() == brokers.size();
    }
}
