package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupCoordinator;
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
    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final GroupsHere here;
    private final PeerQuestions peers;
    private final LeaderOffsets leaders;

    GroupQueries(
            int brokerId, Supplier<MetadataImage> image, GroupsHere here, PeerQuestions peers, LeaderOffsets leaders) {
        this.brokerId = brokerId;
        this.image = image;
        this.here = here;
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
                    GroupsHere.LIST_VERSION,
                    here::list,
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
                        GroupsHere.CLASSIC_VERSION,
                        here::classic,
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
                        GroupsHere.CONSUMER_VERSION,
                        here::consumers,
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
                        GroupsHere.SHARE_VERSION,
                        here::shares,
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
                        GroupsHere.OFFSETS_VERSION,
                        here::offsets,
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
                        GroupsHere.SHARE_OFFSETS_VERSION,
                        here::shareOffsets,
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
                GroupsHere.COMMIT_VERSION,
                here::commit,
                OffsetCommitResponseData::new);
    }

    /** Errors are in the answer. */
    CompletionStage<AlterShareGroupOffsetsResponseData> alterShareOffsets(AlterShareGroupOffsetsRequestData request) {
        return ask(
                coordinatorOf(request.groupId()),
                PeerQuestion.SHARE_GROUP_ALTERATION,
                request,
                GroupsHere.ALTER_VERSION,
                here::alterShareOffsets,
                AlterShareGroupOffsetsResponseData::new);
    }

    /** Where partitions end for readers; those whose leader does not answer are not among them. */
    public CompletionStage<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return leaders.ends(partitions);
    }

    /**
     * Timestamps of the first records at or after offsets, milliseconds since the epoch: -1 where there is none; those whose leader does
     * not answer are not among them.
     */
    public CompletionStage<Map<TopicPartition, Long>> timesMs(Map<TopicPartition, Long> offsets) {
        return leaders.timesMs(offsets);
    }

    /** Fails with GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP, COORDINATOR_NOT_AVAILABLE ... */
    public CompletionStage<Void> delete(String groupId) {
        return ask(
                        coordinatorOf(groupId),
                        PeerQuestion.GROUP_DELETION,
                        new DeleteGroupsRequestData().setGroupsNames(List.of(groupId)),
                        GroupsHere.DELETE_VERSION,
                        here::delete,
                        DeleteGroupsResponseData::new)
                .thenAccept(answer -> check(answer.results().find(groupId).errorCode()));
    }

    private <Q extends ApiMessage, A> CompletionStage<A> ask(
            int leader,
            PeerQuestion question,
            Q request,
            short version,
            Function<Q, CompletionStage<A>> ofHere,
            PeerQuestions.Reader<A> answer) {
        return leader == brokerId ? ofHere.apply(request) : peers.ask(question, leader, request, version, answer);
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
}
