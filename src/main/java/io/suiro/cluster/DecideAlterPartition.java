package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataRecord.PartitionChanged;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A leader's proposal of another ISR, taken only from who leads now and knows the latest change, and only with members
 * that are there in the life that the leader has heard of (KIP-903). Ends a reassignment whose new replicas are all in
 * sync; if that makes another the leader, it has happened although the answer is NEW_LEADER_ELECTED, as in Kafka.
 */
final class DecideAlterPartition {
    private DecideAlterPartition() {}

    static Decision<Outcome<PartitionImage>> decide(
            MetadataImage image, AlterPartition command, DecisionContext context) {
        BrokerLife.require(image, command.brokerId(), command.brokerEpoch());
        TopicImage topic = image.topic(command.topicId());
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_ID);
        }
        PartitionImage before = topic.partition(command.partition());
        if (before == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        checkEpochs(command, before);
        Set<Integer> isr = checkMembers(image, command, before);
        var rules = ElectionRules.of(image, topic.name(), context.settings(image));
        PartitionDraft draft = new PartitionDraft(before, rules);
        draft.inSync(isr);
        return decision(topic, command, before, draft.finish());
    }

    private static Decision<Outcome<PartitionImage>> decision(
            TopicImage topic, AlterPartition command, PartitionImage before, PartitionImage after) {
        List<MetadataRecord> records = after.equals(before)
                ? List.of()
                : List.of(new PartitionChanged(topic.id(), command.partition(), after));
        Outcome<PartitionImage> answer = after.leader() == before.leader()
                ? Outcome.ok(after)
                : Outcome.failed(
                        Errors.NEW_LEADER_ELECTED,
                        "The reassignment of " + topic.name() + "-" + command.partition() + " is complete, and "
                                + after.leader() + " leads.");
        return new Decision<>(records, answer);
    }

    private static void checkEpochs(AlterPartition command, PartitionImage partition) {
        if (command.leaderEpoch() != partition.leaderEpoch()) {
            throw new Refused(
                    Errors.FENCED_LEADER_EPOCH,
                    "The leader epoch is " + partition.leaderEpoch() + ", not " + command.leaderEpoch() + ".");
        }
        if (command.brokerId() != partition.leader()) {
            throw invalid("Broker " + command.brokerId() + " does not lead; " + partition.leader() + " does.");
        }
        if (command.partitionEpoch() != partition.partitionEpoch()) {
            throw new Refused(
                    Errors.INVALID_UPDATE_VERSION,
                    "The partition epoch is " + partition.partitionEpoch() + ", not " + command.partitionEpoch() + ".");
        }
    }

    private static Set<Integer> checkMembers(MetadataImage image, AlterPartition command, PartitionImage partition) {
        Set<Integer> isr = new HashSet<>();
        for (InSync member : command.isr()) {
            if (!isr.add(member.id()) || !partition.replicas().contains(member.id())) {
                throw invalid("The ISR must be some of the replicas " + partition.replicas() + ": " + command.isr());
            }
        }
        if (!isr.contains(command.brokerId())) {
            throw invalid("The ISR lacks the leader " + command.brokerId() + ": " + command.isr());
        }
        for (InSync member : command.isr()) {
            checkEligible(image.broker(member.id()), member, command.brokerId());
        }
        return isr;
    }

    /** A leader that is shutting down may still let others in, who are then to take over. */
    private static void checkEligible(@Nullable BrokerImage broker, InSync member, int leader) {
        if (broker == null) {
            throw ineligible(member, "is not registered");
        }
        if (broker.fenced()) {
            throw ineligible(member, "is fenced");
        }
        if (broker.shuttingDown() && broker.id() != leader) {
            throw ineligible(member, "is shutting down");
        }
        if (broker.brokerEpoch() != member.brokerEpoch()) {
            throw ineligible(member, "has broker epoch " + broker.brokerEpoch() + ", not " + member.brokerEpoch());
        }
    }

    private static Refused ineligible(InSync member, String why) {
        return new Refused(Errors.INELIGIBLE_REPLICA, "Broker " + member.id() + " " + why + ".");
    }

    private static Refused invalid(String detail) {
        return new Refused(Errors.INVALID_REQUEST, detail);
    }
}
