package io.suiro.broker;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** What people ask about groups of any type, and do to them, in Kafka's messages, of all in the cluster. Any thread. */
public final class GroupQueries {
    private static final short LIST_VERSION = ListGroupsRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short CLASSIC_VERSION = DescribeGroupsRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short CONSUMER_VERSION = ConsumerGroupDescribeRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short SHARE_VERSION = ShareGroupDescribeRequestData.HIGHEST_SUPPORTED_VERSION;
    /** This one and that of commits are the last that name topics. */
    private static final short OFFSETS_VERSION = 9;

    private static final short SHARE_OFFSETS_VERSION = DescribeShareGroupOffsetsRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short COMMIT_VERSION = 9;
    private static final short ALTER_VERSION = AlterShareGroupOffsetsRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short DELETE_VERSION = DeleteGroupsRequestData.HIGHEST_SUPPORTED_VERSION;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final GroupCoordinator coordinator;
    private final ShareGroupCoordinator shares;
    private final DescribeShareOffsets shareOffsets;
    private final AlterShareOffsets alterShareOffsets;
    private final PeerQuestions peers;
    private final LeaderOffsets leaders;

    GroupQueries(
            int brokerId,
            Supplier<MetadataImage> image,
            GroupCoordinator coordinator,
            ShareGroupCoordinator shares,
            DescribeShareOffsets shareOffsets,
            AlterShareOffsets alterShareOffsets,
            PeerQuestions peers,
            LeaderOffsets leaders) {
        this.brokerId = brokerId;
        this.image = image;
        this.coordinator = coordinator;
        this.shares = shares;
        this.shareOffsets = shareOffsets;
        this.alterShareOffsets = alterShareOffsets;
        this.peers = peers;
        this.leaders = leaders;
    }

    /** A group and the broker that coordinates it. */
    public record Found(ListedGroup group, int coordinatorId) {}

    /** Of all brokers; fails if one that coordinates some does not answer. */
    public CompletionStage<List<Found>> list(ListGroupsRequestData request) {
        TopicImage topic = image.get().topic(InternalTopics.OFFSETS);
        if (topic == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        Set<Integer> leaders = new TreeSet<>();
        topic.partitions().forEach(partition -> leaders.add(led(partition.leader())));
        List<CompletionStage<List<Found>>> answers = new ArrayList<>();
        for (int leader : leaders) {
            CompletionStage<ListGroupsResponseData> answer = ask(
                    leader,
                    PeerQuestion.GROUP_LIST,
                    request,
                    LIST_VERSION,
                    this::listHere,
                    ListGroupsResponseData::new);
            answers.add(answer.thenApply(listed -> {
                check(listed.errorCode());
                return listed.groups().stream()
                        .map(group -> new Found(group, leader))
                        .toList();
            }));
        }
        return Stages.all(answers)
                .thenApply(all -> all.stream().flatMap(List::stream).toList());
    }

    /**
     * A group of whichever type, made into the same. Fails with GROUP_ID_NOT_FOUND, COORDINATOR_NOT_AVAILABLE ...
     *
     * @param ofConsumers of a consumer group (KIP-848)
     * @param ofShares of a share group (KIP-932)
     * @param ofClassic of a classic group
     */
    public <T> CompletionStage<T> describe(
            String groupId,
            Function<ConsumerGroupDescribeResponseData.DescribedGroup, T> ofConsumers,
            Function<ShareGroupDescribeResponseData.DescribedGroup, T> ofShares,
            Function<DescribeGroupsResponseData.DescribedGroup, T> ofClassic) {
        return unlessNotFound(
                consumers(groupId).thenApply(ofConsumers),
                () -> unlessNotFound(shares(groupId).thenApply(ofShares), () -> classic(groupId)
                        .thenApply(ofClassic)));
    }

    private static <T> CompletionStage<T> unlessNotFound(
            CompletionStage<T> found, Supplier<CompletionStage<T>> otherwise) {
        return found.handle((value, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(value);
                    }
                    return Stages.cause(failure) instanceof Refused refused
                                    && refused.code() == Errors.GROUP_ID_NOT_FOUND
                            ? otherwise.get()
                            : CompletableFuture.<T>failedStage(Stages.cause(failure));
                })
                .thenCompose(Function.identity());
    }

    /** Fails with GROUP_ID_NOT_FOUND, also for a group of another type, COORDINATOR_NOT_AVAILABLE ... */
    private CompletionStage<DescribeGroupsResponseData.DescribedGroup> classic(String groupId) {
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.GROUP_DESCRIPTION,
                        new DescribeGroupsRequestData().setGroups(List.of(groupId)),
                        CLASSIC_VERSION,
                        this::classicHere,
                        DescribeGroupsResponseData::new)
                .thenApply(answer -> {
                    check(answer.groups().getFirst().errorCode());
                    return answer.groups().getFirst();
                });
    }

    /** As {@link #classic}. */
    private CompletionStage<ConsumerGroupDescribeResponseData.DescribedGroup> consumers(String groupId) {
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.CONSUMER_GROUP_DESCRIPTION,
                        new ConsumerGroupDescribeRequestData().setGroupIds(List.of(groupId)),
                        CONSUMER_VERSION,
                        this::consumersHere,
                        ConsumerGroupDescribeResponseData::new)
                .thenApply(answer -> {
                    check(answer.groups().getFirst().errorCode());
                    return answer.groups().getFirst();
                });
    }

    /** As {@link #classic}. */
    private CompletionStage<ShareGroupDescribeResponseData.DescribedGroup> shares(String groupId) {
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.SHARE_GROUP_DESCRIPTION,
                        new ShareGroupDescribeRequestData().setGroupIds(List.of(groupId)),
                        SHARE_VERSION,
                        this::sharesHere,
                        ShareGroupDescribeResponseData::new)
                .thenApply(answer -> {
                    check(answer.groups().getFirst().errorCode());
                    return answer.groups().getFirst();
                });
    }

    /** All that the group has committed; of a share group that is refused. */
    public CompletionStage<OffsetFetchResponseGroup> offsets(String groupId) {
        OffsetFetchRequestData request = new OffsetFetchRequestData()
                .setGroups(List.of(
                        new OffsetFetchRequestGroup().setGroupId(groupId).setTopics(null)));
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.GROUP_OFFSETS,
                        request,
                        OFFSETS_VERSION,
                        this::offsetsHere,
                        OffsetFetchResponseData::new)
                .thenApply(answer -> {
                    check(answer.groups().getFirst().errorCode());
                    return answer.groups().getFirst();
                });
    }

    /** Where a share group begins with each partition that it knows, and what is still before it; of others that is refused. */
    public CompletionStage<DescribeShareGroupOffsetsResponseGroup> shareOffsets(String groupId) {
        DescribeShareGroupOffsetsRequestData request = new DescribeShareGroupOffsetsRequestData()
                .setGroups(List.of(new DescribeShareGroupOffsetsRequestGroup()
                        .setGroupId(groupId)
                        .setTopics(null)));
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.SHARE_GROUP_OFFSETS,
                        request,
                        SHARE_OFFSETS_VERSION,
                        shareOffsets::describe,
                        DescribeShareGroupOffsetsResponseData::new)
                .thenApply(answer -> {
                    check(answer.groups().getFirst().errorCode());
                    return answer.groups().getFirst();
                });
    }

    /** Of topics by name, which exist: the caller has seen to that. Errors are in the answer. */
    CompletionStage<OffsetCommitResponseData> commit(OffsetCommitRequestData request) {
        return ask(
                coordinatorOf(request.groupId()),
                PeerQuestion.GROUP_COMMIT,
                request,
                COMMIT_VERSION,
                this::commitHere,
                OffsetCommitResponseData::new);
    }

    /** Errors are in the answer. */
    CompletionStage<AlterShareGroupOffsetsResponseData> alterShareOffsets(AlterShareGroupOffsetsRequestData request) {
        return ask(
                coordinatorOf(request.groupId()),
                PeerQuestion.SHARE_GROUP_ALTERATION,
                request,
                ALTER_VERSION,
                alterShareOffsets::alter,
                AlterShareGroupOffsetsResponseData::new);
    }

    /** Where partitions end for readers; those whose leader does not answer are not among them. */
    public CompletionStage<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return leaders.ends(partitions);
    }

    /** Fails with GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP, COORDINATOR_NOT_AVAILABLE ... */
    public CompletionStage<Void> delete(String groupId) {
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.GROUP_DELETION,
                        new DeleteGroupsRequestData().setGroupsNames(List.of(groupId)),
                        DELETE_VERSION,
                        this::deleteHere,
                        DeleteGroupsResponseData::new)
                .thenAccept(answer -> check(answer.results().find(groupId).errorCode()));
    }

    // ---- of those that this broker coordinates

    private CompletionStage<ListGroupsResponseData> listHere(ListGroupsRequestData request) {
        return coordinator.list(context(LIST_VERSION), request);
    }

    private CompletionStage<DescribeGroupsResponseData> classicHere(DescribeGroupsRequestData request) {
        return coordinator
                .describe(context(CLASSIC_VERSION), request.groups())
                .thenApply(groups -> new DescribeGroupsResponseData().setGroups(groups));
    }

    private CompletionStage<ConsumerGroupDescribeResponseData> consumersHere(ConsumerGroupDescribeRequestData request) {
        return coordinator
                .describeConsumers(context(CONSUMER_VERSION), request.groupIds())
                .thenApply(groups -> new ConsumerGroupDescribeResponseData().setGroups(groups));
    }

    private CompletionStage<ShareGroupDescribeResponseData> sharesHere(ShareGroupDescribeRequestData request) {
        return shares.describe(request.groupIds())
                .thenApply(groups -> new ShareGroupDescribeResponseData().setGroups(groups));
    }

    private CompletionStage<OffsetFetchResponseData> offsetsHere(OffsetFetchRequestData request) {
        return Stages.all(request.groups().stream()
                        .map(group -> coordinator.fetchOffsets(context(OFFSETS_VERSION), group, false))
                        .toList())
                .thenApply(groups -> new OffsetFetchResponseData().setGroups(groups));
    }

    private CompletionStage<OffsetCommitResponseData> commitHere(OffsetCommitRequestData request) {
        return coordinator.commit(context(COMMIT_VERSION), request);
    }

    private CompletionStage<DeleteGroupsResponseData> deleteHere(DeleteGroupsRequestData request) {
        return shares.deleteGroups(context(DELETE_VERSION), request.groupsNames())
                .thenApply(results -> new DeleteGroupsResponseData().setResults(results));
    }

    private static RequestContext context(short version) {
        return new RequestContext(version, "", "");
    }

    private <Q extends ApiMessage, A> CompletionStage<A> ask(
            int leader,
            PeerQuestion question,
            Q request,
            short version,
            Function<Q, CompletionStage<A>> here,
            PeerQuestions.Reader<A> answer) {
        return leader == brokerId ? here.apply(request) : peers.ask(question, leader, request, version, answer);
    }

    private static void check(short errorCode) {
        if (errorCode != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(errorCode));
        }
    }

    private int coordinatorOf(String groupId) {
        TopicImage topic = image.get().topic(InternalTopics.OFFSETS);
        if (topic == null) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND);
        }
        return led(topic.partitions()
                .get(GroupCoordinator.partitionFor(groupId, topic.partitions().size()))
                .leader());
    }

    private static int led(int leader) {
        if (leader < 0) {
            throw new Refused(
                    Errors.COORDINATOR_NOT_AVAILABLE, "A partition of " + InternalTopics.OFFSETS + " has no leader.");
        }
        return leader;
    }

    /** Answers other brokers. */
    void serve(PeerDesk desk) {
        desk.answer(
                PeerQuestion.GROUP_LIST,
                PeerQuestions.answering(ListGroupsRequestData::new, LIST_VERSION, this::listHere));
        desk.answer(
                PeerQuestion.GROUP_DESCRIPTION,
                PeerQuestions.answering(DescribeGroupsRequestData::new, CLASSIC_VERSION, this::classicHere));
        desk.answer(
                PeerQuestion.CONSUMER_GROUP_DESCRIPTION,
                PeerQuestions.answering(ConsumerGroupDescribeRequestData::new, CONSUMER_VERSION, this::consumersHere));
        desk.answer(
                PeerQuestion.SHARE_GROUP_DESCRIPTION,
                PeerQuestions.answering(ShareGroupDescribeRequestData::new, SHARE_VERSION, this::sharesHere));
        desk.answer(
                PeerQuestion.GROUP_OFFSETS,
                PeerQuestions.answering(OffsetFetchRequestData::new, OFFSETS_VERSION, this::offsetsHere));
        desk.answer(
                PeerQuestion.GROUP_DELETION,
                PeerQuestions.answering(DeleteGroupsRequestData::new, DELETE_VERSION, this::deleteHere));
        desk.answer(
                PeerQuestion.SHARE_GROUP_OFFSETS,
                PeerQuestions.answering(
                        DescribeShareGroupOffsetsRequestData::new, SHARE_OFFSETS_VERSION, shareOffsets::describe));
        desk.answer(
                PeerQuestion.SHARE_GROUP_ALTERATION,
                PeerQuestions.answering(
                        AlterShareGroupOffsetsRequestData::new, ALTER_VERSION, alterShareOffsets::alter));
        desk.answer(
                PeerQuestion.GROUP_COMMIT,
                PeerQuestions.answering(OffsetCommitRequestData::new, COMMIT_VERSION, this::commitHere));
    }
}
