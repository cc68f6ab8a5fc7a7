package io.suiro.broker;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerQuestion;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;

/**
 * What {@link GroupQueries} ask of the groups that this broker coordinates, also for other brokers, in the versions of Kafka's messages that
 * brokers speak with each other. Errors are in the answers. Any thread.
 */
final class GroupsHere {
    static final short LIST_VERSION = ListGroupsRequestData.HIGHEST_SUPPORTED_VERSION;
    static final short CLASSIC_VERSION = DescribeGroupsRequestData.HIGHEST_SUPPORTED_VERSION;
    static final short CONSUMER_VERSION = ConsumerGroupDescribeRequestData.HIGHEST_SUPPORTED_VERSION;
    static final short SHARE_VERSION = ShareGroupDescribeRequestData.HIGHEST_SUPPORTED_VERSION;
    /** This one and that of commits are the last that name topics. */
    static final short OFFSETS_VERSION = 9;

    static final short SHARE_OFFSETS_VERSION = DescribeShareGroupOffsetsRequestData.HIGHEST_SUPPORTED_VERSION;
    static final short COMMIT_VERSION = 9;
    static final short ALTER_VERSION = AlterShareGroupOffsetsRequestData.HIGHEST_SUPPORTED_VERSION;
    static final short DELETE_VERSION = DeleteGroupsRequestData.HIGHEST_SUPPORTED_VERSION;

    private final GroupCoordinator coordinator;
    private final ShareGroupCoordinator shares;
    private final DescribeShareOffsets describeShareOffsets;
    private final AlterShareOffsets alterShareOffsets;

    GroupsHere(
            GroupCoordinator coordinator,
            ShareGroupCoordinator shares,
            DescribeShareOffsets describeShareOffsets,
            AlterShareOffsets alterShareOffsets) {
        this.coordinator = coordinator;
        this.shares = shares;
        this.describeShareOffsets = describeShareOffsets;
        this.alterShareOffsets = alterShareOffsets;
    }

    CompletionStage<ListGroupsResponseData> list(ListGroupsRequestData request) {
        return coordinator.list(context(LIST_VERSION), request);
    }

    CompletionStage<DescribeGroupsResponseData> classic(DescribeGroupsRequestData request) {
        return coordinator
                .describe(context(CLASSIC_VERSION), request.groups())
                .thenApply(groups -> new DescribeGroupsResponseData().setGroups(groups));
    }

    CompletionStage<ConsumerGroupDescribeResponseData> consumers(ConsumerGroupDescribeRequestData request) {
        return coordinator
                .describeConsumers(context(CONSUMER_VERSION), request.groupIds())
                .thenApply(groups -> new ConsumerGroupDescribeResponseData().setGroups(groups));
    }

    CompletionStage<ShareGroupDescribeResponseData> shares(ShareGroupDescribeRequestData request) {
        return shares.describe(request.groupIds())
                .thenApply(groups -> new ShareGroupDescribeResponseData().setGroups(groups));
    }

    CompletionStage<OffsetFetchResponseData> offsets(OffsetFetchRequestData request) {
        return Stages.all(request.groups().stream()
                        .map(group -> coordinator.fetchOffsets(context(OFFSETS_VERSION), group, false))
                        .toList())
                .thenApply(groups -> new OffsetFetchResponseData().setGroups(groups));
    }

    CompletionStage<OffsetCommitResponseData> commit(OffsetCommitRequestData request) {
        return coordinator.commit(context(COMMIT_VERSION), request);
    }

    CompletionStage<DeleteGroupsResponseData> delete(DeleteGroupsRequestData request) {
        return shares.deleteGroups(context(DELETE_VERSION), request.groupsNames())
                .thenApply(results -> new DeleteGroupsResponseData().setResults(results));
    }

    CompletionStage<DescribeShareGroupOffsetsResponseData> shareOffsets(DescribeShareGroupOffsetsRequestData request) {
        return describeShareOffsets.describe(request);
    }

    CompletionStage<AlterShareGroupOffsetsResponseData> alterShareOffsets(AlterShareGroupOffsetsRequestData request) {
        return alterShareOffsets.alter(request);
    }

    private static RequestContext context(short version) {
        return new RequestContext(version, "", "");
    }

    /** Answers other brokers. */
    void serve(PeerDesk desk) {
        desk.answer(
                PeerQuestion.GROUP_LIST, PeerQuestions.answering(ListGroupsRequestData::new, LIST_VERSION, this::list));
        desk.answer(
                PeerQuestion.GROUP_DESCRIPTION,
                PeerQuestions.answering(DescribeGroupsRequestData::new, CLASSIC_VERSION, this::classic));
        desk.answer(
                PeerQuestion.CONSUMER_GROUP_DESCRIPTION,
                PeerQuestions.answering(ConsumerGroupDescribeRequestData::new, CONSUMER_VERSION, this::consumers));
        desk.answer(
                PeerQuestion.SHARE_GROUP_DESCRIPTION,
                PeerQuestions.answering(ShareGroupDescribeRequestData::new, SHARE_VERSION, this::shares));
        desk.answer(
                PeerQuestion.GROUP_OFFSETS,
                PeerQuestions.answering(OffsetFetchRequestData::new, OFFSETS_VERSION, this::offsets));
        desk.answer(
                PeerQuestion.GROUP_DELETION,
                PeerQuestions.answering(DeleteGroupsRequestData::new, DELETE_VERSION, this::delete));
        desk.answer(
                PeerQuestion.SHARE_GROUP_OFFSETS,
                PeerQuestions.answering(
                        DescribeShareGroupOffsetsRequestData::new, SHARE_OFFSETS_VERSION, this::shareOffsets));
        desk.answer(
                PeerQuestion.SHARE_GROUP_ALTERATION,
                PeerQuestions.answering(
                        AlterShareGroupOffsetsRequestData::new, ALTER_VERSION, this::alterShareOffsets));
        desk.answer(
                PeerQuestion.GROUP_COMMIT,
                PeerQuestions.answering(OffsetCommitRequestData::new, COMMIT_VERSION, this::commit));
    }
}
