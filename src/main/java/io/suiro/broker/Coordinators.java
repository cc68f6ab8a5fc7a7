package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerNetwork;
import io.suiro.cluster.PeerQuestion;
import io.suiro.config.EffectiveSettings;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.GroupSettings;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.coordinator.share.ShareCoordinator;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.error.Outcome;
import io.suiro.record.TransactionMarker;
import io.suiro.replica.Partitions;
import io.suiro.share.SharePartitions;
import io.suiro.share.ShareReads;
import io.suiro.share.ShareSessions;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The coordinators of a broker, put together: groups ask transactions what belongs to them, and
 * transactions tell groups how they end; share groups are groups that keep state elsewhere, for who leads what they share.
 */
final class Coordinators {
    final GroupCoordinator groups;
    final TransactionCoordinator transactions;
    final ProducerIds producerIds;
    final Admissions admissions;
    final Markers markers;
    final ShareCoordinator shareStates;
    final ShareGroupCoordinator shareGroups;
    final SharePartitions sharePartitions;
    final ShareSessions shareSessions;
    final ShareReads shareReads;
    final TransactionQueries transactionQueries;
    final GroupQueries groupQueries;
    final GroupLags groupLags;
    final DescribeShareOffsets describeShareOffsets;
    final AlterShareOffsets alterShareOffsets;
    final OffsetResets offsetResets;
    final LeaderOffsets leaderOffsets;

    /** @param desk where other brokers ask; null if there are none */
    Coordinators(
            int brokerId,
            Controller controller,
            EffectiveSettings settings,
            GroupSettings groupSettings,
            Partitions partitions,
            PeerNetwork network,
            @Nullable PeerDesk desk,
            Machine machine) {
        PeerQuestions peers = new PeerQuestions(network, machine.timer());
        producerIds = new ProducerIds(brokerId, controller);
        transactions = new TransactionCoordinator(
                TransactionConfiguration.of(settings),
                this::writeMarkers,
                () -> producerIds.next().thenApply(Outcome::orThrow),
                machine.clock(),
                machine.timer());
        admissions = new Admissions(brokerId, controller::image, transactions, peers);
        groups = new GroupCoordinator(
                groupSettings,
                GroupConfiguration.ofConsumers(settings, groupSettings.consumer()),
                machine.clock(),
                machine.timer(),
                () -> UUID.randomUUID().toString(),
                admissions);
        markers = new Markers(brokerId, controller::image, partitions, groups, peers);
        shareStates = new ShareCoordinator(ShareConfiguration.states(settings), machine.clock(), machine.timer());
        ShareStates states = new ShareStates(
                brokerId, controller, new Topics(controller, settings), shareStates, peers, machine.timer());
        shareGroups = new ShareGroupCoordinator(groups, states);
        sharePartitions = new SharePartitions(
                partitions,
                states,
                groupId -> ShareConfiguration.terms(settings, groupId),
                machine.clock(),
                machine.timer(),
                machine.reads());
        shareSessions = new ShareSessions(sharePartitions, settings.intOf("group.share.max.share.sessions"));
        shareReads =
                new ShareReads(sharePartitions, shareSessions, controller::image, machine.timer(), machine.reads());
        transactionQueries = new TransactionQueries(brokerId, controller::image, transactions, peers);
        leaderOffsets = new LeaderOffsets(
                brokerId, controller::image, new PartitionOffsets(partitions, machine.reads()), peers);
        describeShareOffsets = new DescribeShareOffsets(shareGroups, controller::image, leaderOffsets);
        alterShareOffsets = new AlterShareOffsets(shareGroups, controller::image);
        GroupsHere groupsHere = new GroupsHere(groups, shareGroups, describeShareOffsets, alterShareOffsets);
        groupQueries = new GroupQueries(brokerId, controller::image, groupsHere, peers, leaderOffsets);
        groupLags = new GroupLags(groupsHere, leaderOffsets, machine.clock());
        offsetResets = new OffsetResets(controller::image, groupQueries, leaderOffsets);
        if (desk != null) {
            states.answerAt(desk);
            desk.answer(PeerQuestion.TRANSACTION_MARKERS, markers.answerer());
            desk.answer(PeerQuestion.TRANSACTION_PARTITIONS, admissions.answerer());
            transactionQueries.serve(desk);
            leaderOffsets.serve(desk);
            groupsHere.serve(desk);
        }
    }

    /** By the time that a transaction is coordinated, there is who writes. */
    private CompletionStage<Map<TopicPartition, Errors>> writeMarkers(
            TransactionMarker marker, Collection<TopicPartition> wanted) {
        return markers.write(marker, wanted);
    }
}
