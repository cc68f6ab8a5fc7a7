package io.suiro.coordinator.group;

import io.suiro.base.Clock;
import io.suiro.base.RequestContext;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.StateLog;
import io.suiro.coordinator.TransactionAdmission;
import io.suiro.coordinator.TransactionAdmission.Kind;
import io.suiro.coordinator.group.consumer.ClassicMemberHeartbeat;
import io.suiro.coordinator.group.consumer.ClassicMemberJoin;
import io.suiro.coordinator.group.consumer.ClassicMemberLeave;
import io.suiro.coordinator.group.consumer.ClassicMemberSync;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.consumer.ConsumerHeartbeat;
import io.suiro.coordinator.group.consumer.HeartbeatCheck;
import io.suiro.error.Refused;
import io.suiro.record.TransactionMarker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The groups that this broker coordinates: of each partition of {@code __consumer_offsets} that it leads. A group
 * belongs to the partition that its id hashes to.
 *
 * <p>Any thread may call; nothing blocks. Requests are answered once what they changed is committed, and never fail
 * exceptionally: errors are in the response, as Kafka's codes. Beside those that each verb names, any answer may be
 * COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE or INVALID_GROUP_ID.
 *
 * @see <a href="https://kafka.apache.org/protocol">Kafka protocol guide, group membership APIs</a>
 */
public final class GroupCoordinator {
    private final GroupSettings settings;
    private final Supplier<String> memberIds;
    private final TransactionAdmission admission;
    private final MemberConnections connections;
    private final GroupShards shards;

    /**
     * Leads no partition yet.
     *
     * @param consumerSettings of one consumer group, by id: the broker's, or those that were altered for the group
     * @param memberIds what makes generated member ids unique: random UUIDs
     * @param admission asked before a transaction first commits offsets in a partition
     */
    public GroupCoordinator(
            GroupSettings settings,
            Function<String, ConsumerGroupSettings> consumerSettings,
            Clock clock,
            Scheduler scheduler,
            Supplier<String> memberIds,
            TransactionAdmission admission) {
        this.settings = settings;
        this.shards = new GroupShards(settings, consumerSettings, clock, scheduler);
        this.memberIds = memberIds;
        this.admission = admission;
        this.connections = new MemberConnections(clock, this::memberLost);
    }

    /** The partition of {@code __consumer_offsets} that stores the group, where that topic has so many. */
    public static int partitionFor(String groupId, int partitions) {
        return GroupShards.partitionFor(groupId, partitions);
    }

    /** This broker leads the partition now: loads it, then serves its groups. Fails if a record cannot be read. */
    public CompletionStage<Void> elect(StateLog log) {
        return shards.elect(log);
    }

    /** This broker no longer leads the partition: whoever waits is sent to look for the new coordinator. */
    public void resign(int partition) {
        shards.resign(partition);
    }

    /** Whether every partition that this broker leads is loaded. */
    public boolean isLoaded() {
        return loadedPartitions() == electedPartitions();
    }

    /** Partitions that this broker leads and serves. */
    public int loadedPartitions() {
        return shards.loaded();
    }

    /** Partitions that this broker leads. */
    public int electedPartitions() {
        return shards.elected();
    }

    /** For metrics; sums up what each partition last published. */
    public GroupCounts counts() {
        return shards.all().stream().map(GroupShard::counts).reduce(GroupCounts.NONE, GroupCounts::plus);
    }

    /** For metrics. */
    public Rebalances rebalances() {
        return shards.rebalances();
    }

    /** Answered when the group's rebalance completes; may be minutes. */
    public CompletionStage<JoinGroupResponseData> join(RequestContext context, JoinGroupRequestData request) {
        connections.heard(context, request.groupId(), request.memberId());
        Errors code = GroupShards.groupIdError(request.groupId());
        if (code == Errors.NONE
                && (request.sessionTimeoutMs() < settings.minSessionTimeoutMs()
                        || request.sessionTimeoutMs() > settings.maxSessionTimeoutMs())) {
            code = Errors.INVALID_SESSION_TIMEOUT;
        }
        CompletionStage<JoinGroupResponseData> answer = code == Errors.NONE
                ? submit(
                        request.groupId(),
                        (state, asker) -> new UnlessShares(
                                state,
                                request.groupId(),
                                Errors.INCONSISTENT_GROUP_PROTOCOL,
                                join(state, context, request, asker)))
                : CompletableFuture.failedStage(new Refused(code));
        return ErrorResponses.recover(answer, error -> ClassicJoin.refusal(request.memberId(), error))
                .thenApply(response -> ErrorResponses.forVersion(response, context.apiVersion()));
    }

    private Command<GroupRecord, GroupChange> join(
            GroupState state,
            RequestContext context,
            JoinGroupRequestData request,
            CompletableFuture<JoinGroupResponseData> asker) {
        String newId = memberIds.get();
        return new ClassicRequest<>(
                state,
                request.groupId(),
                new ClassicMemberJoin(context, request, newId),
                new JoinInPlace(state, new ClassicJoin(state, context, request, newId, asker)),
                asker);
    }

    /** Answered when the leader has brought the assignment. */
    public CompletionStage<SyncGroupResponseData> sync(RequestContext context, SyncGroupRequestData request) {
        connections.heard(context, request.groupId(), request.memberId());
        CompletionStage<SyncGroupResponseData> answer = submit(
                request.groupId(),
                (state, asker) -> new ClassicRequest<>(
                        state,
                        request.groupId(),
                        new ClassicMemberSync(request),
                        new ClassicSync(state, request, asker),
                        asker));
        return ErrorResponses.recover(answer, error -> new SyncGroupResponseData().setErrorCode(error.code()));
    }

    /** While the group is being loaded, every heartbeat is good: nobody has to join again for that. */
    public CompletionStage<HeartbeatResponseData> heartbeat(RequestContext context, HeartbeatRequestData request) {
        connections.heartbeat(context, request.groupId(), request.memberId());
        CompletionStage<HeartbeatResponseData> answer = submit(
                request.groupId(),
                (state, asker) -> new ClassicRequest<>(
                        state,
                        request.groupId(),
                        new ClassicMemberHeartbeat(request),
                        new ClassicHeartbeat(state, request, asker),
                        asker));
        return ErrorResponses.recover(answer, error -> new HeartbeatResponseData()
                .setErrorCode((error == Errors.COORDINATOR_LOAD_IN_PROGRESS ? Errors.NONE : error).code()));
    }

    public CompletionStage<LeaveGroupResponseData> leave(RequestContext context, LeaveGroupRequestData request) {
        List<MemberIdentity> members = ErrorResponses.members(request, context.apiVersion());
        members.forEach(member -> connections.left(request.groupId(), member.memberId()));
        CompletionStage<LeaveGroupResponseData> answer = submit(
                request.groupId(),
                (state, asker) -> new ClassicRequest<>(
                        state,
                        request.groupId(),
                        new ClassicMemberLeave(members),
                        new ClassicLeave(state, request.groupId(), members, asker),
                        asker));
        return ErrorResponses.recover(answer, error -> new LeaveGroupResponseData().setErrorCode(error.code()))
                .thenApply(response -> ErrorResponses.forVersion(response, context.apiVersion()));
    }

    /** The one request of members of consumer groups (KIP-848). */
    public CompletionStage<ConsumerGroupHeartbeatResponseData> consumerHeartbeat(
            RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        return ErrorResponses.explain(
                checkedConsumerHeartbeat(context, request), refused -> new ConsumerGroupHeartbeatResponseData()
                        .setErrorCode(refused.code().code())
                        .setErrorMessage(refused.detail()));
    }

    private CompletionStage<ConsumerGroupHeartbeatResponseData> checkedConsumerHeartbeat(
            RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        try {
            HeartbeatCheck.check(
                    request, context.apiVersion(), settings.consumer().assignors());
        } catch (Refused refused) {
            return CompletableFuture.failedStage(refused);
        }
        if (request.memberEpoch() < 0) {
            connections.left(request.groupId(), request.memberId());
        } else {
            connections.heartbeat(context, request.groupId(), request.memberId());
        }
        ConsumerHeartbeat heartbeat = new ConsumerHeartbeat(context, request, memberIds.get());
        return submit(
                request.groupId(),
                (state, asker) ->
                        unlessShares(state, request.groupId(), new ConsumerHeartbeatCommand(state, heartbeat, asker)));
    }

    /** Consumer groups (KIP-848), in the order asked for. */
    public CompletionStage<List<ConsumerGroupDescribeResponseData.DescribedGroup>> describeConsumers(
            RequestContext context, List<String> groupIds) {
        return Stages.all(groupIds.stream()
                .map(groupId -> ErrorResponses.explain(
                        shards.<ConsumerGroupDescribeResponseData.DescribedGroup>submit(
                                groupId, (state, asker) -> new DescribeConsumersCommand(state, groupId, asker)),
                        refused -> new ConsumerGroupDescribeResponseData.DescribedGroup()
                                .setGroupId(groupId)
                                .setErrorCode(refused.code().code())
                                .setErrorMessage(refused.detail())))
                .toList());
    }

    /** Topics are named, and exist: the caller has seen to that. */
    public CompletionStage<OffsetCommitResponseData> commit(RequestContext context, OffsetCommitRequestData request) {
        CompletionStage<OffsetCommitResponseData> answer = shards.submitAnyId(
                request.groupId(),
                (state, asker) ->
                        unlessShares(state, request.groupId(), new CommitOffsets(state, context, request, asker)));
        return ErrorResponses.recover(answer, error -> ErrorResponses.of(request, error));
    }

    /**
     * What counts once the producer's transaction has committed. Topics are named, and exist: the caller has seen to that.
     *
     * <p>Errors, beside those of {@link CommitOffsetsInTransaction}: INVALID_PRODUCER_EPOCH, INVALID_PRODUCER_ID_MAPPING,
     * CONCURRENT_TRANSACTIONS (version 5 on: try again), TRANSACTION_ABORTABLE (version 4 on, before INVALID_TXN_STATE).
     */
    public CompletionStage<TxnOffsetCommitResponseData> commitInTransaction(
            RequestContext context, TxnOffsetCommitRequestData request) {
        CompletionStage<TxnOffsetCommitResponseData> answer = shards.submit(
                request.groupId(),
                shard -> shard.submit(
                        (state, asker) -> unlessShares(
                                state, request.groupId(), new CommitOffsetsInTransaction(state, request, asker)),
                        () -> admit(context, request, shard.partition())));
        return ErrorResponses.recover(answer, error -> ErrorResponses.of(request, error));
    }

    private CompletionStage<Errors> admit(RequestContext context, TxnOffsetCommitRequestData request, int partition) {
        Kind kind = context.apiVersion() < ErrorResponses.TRANSACTIONS_V2_FROM ? Kind.VERIFY : Kind.ADD;
        return admission
                .admit(
                        request.transactionalId(),
                        request.producerId(),
                        request.producerEpoch(),
                        new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, partition),
                        kind)
                .thenApply(code -> ErrorResponses.ofAdmission(code, context.apiVersion()));
    }

    /**
     * Ends a transaction in a partition of {@code __consumer_offsets}: what it has committed there counts from now on, or never did.
     * Completes once the marker is committed, or exceptionally with {@link Refused}: INVALID_PRODUCER_EPOCH,
     * TRANSACTION_COORDINATOR_FENCED, NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE.
     */
    public CompletionStage<Void> endTransaction(int offsetsPartition, TransactionMarker marker) {
        GroupShard shard = shards.ofPartition(offsetsPartition);
        return shard == null
                ? CompletableFuture.failedStage(new Refused(Errors.NOT_COORDINATOR))
                : shard.endTransaction(marker);
    }

    /**
     * How far the group has got.
     *
     * @param group its topics, or null for all that it has committed
     * @param requireStable refuses to tell what a transaction may yet change; without it that is what was committed before
     */
    public CompletionStage<OffsetFetchResponseGroup> fetchOffsets(
            RequestContext context, OffsetFetchRequestGroup group, boolean requireStable) {
        CompletionStage<OffsetFetchResponseGroup> answer = shards.submitAnyId(
                group.groupId(),
                (state, asker) ->
                        unlessShares(state, group.groupId(), new FetchOffsets(state, group, requireStable, asker)));
        return ErrorResponses.recover(answer, error -> new OffsetFetchResponseGroup()
                .setGroupId(group.groupId())
                .setErrorCode(error.code()));
    }

    public CompletionStage<OffsetDeleteResponseData> deleteOffsets(
            RequestContext context, OffsetDeleteRequestData request) {
        CompletionStage<OffsetDeleteResponseData> answer = submit(
                request.groupId(),
                (state, asker) -> unlessShares(state, request.groupId(), new DeleteOffsets(state, request, asker)));
        return ErrorResponses.recover(answer, error -> new OffsetDeleteResponseData().setErrorCode(error.code()));
    }

    /** In the order asked for. */
    public CompletionStage<List<DescribedGroup>> describe(RequestContext context, List<String> groupIds) {
        return Stages.all(groupIds.stream()
                .map(groupId -> ErrorResponses.recover(
                        shards.<DescribedGroup>submitAnyId(
                                groupId, (state, asker) -> new DescribeGroup(state, context, groupId, asker)),
                        error -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code())))
                .toList());
    }

    /** The groups of all partitions that this broker leads. */
    public CompletionStage<ListGroupsResponseData> list(RequestContext context, ListGroupsRequestData request) {
        CompletionStage<ListGroupsResponseData> answer = Stages.all(shards.all().stream()
                        .map(shard -> shard.<List<ListedGroup>>submit(
                                (state, asker) -> new ListGroups(state, request, asker)))
                        .toList())
                .thenApply(lists -> new ListGroupsResponseData()
                        .setGroups(lists.stream().flatMap(List::stream).toList()));
        return ErrorResponses.recover(answer, error -> new ListGroupsResponseData().setErrorCode(error.code()));
    }

    /** One result for each id. */
    public CompletionStage<DeletableGroupResultCollection> deleteGroups(RequestContext context, List<String> groupIds) {
        List<CompletionStage<DeletableGroupResult>> answers = groupIds.stream()
                .distinct()
                .map(groupId -> ErrorResponses.recover(
                        shards.<DeletableGroupResult>submitAnyId(
                                groupId, (state, asker) -> new DeleteGroup(state, groupId, asker)),
                        error -> new DeletableGroupResult().setGroupId(groupId).setErrorCode(error.code())))
                .toList();
        return Stages.all(answers).thenApply(results -> new DeletableGroupResultCollection(results.iterator()));
    }

    /** The topics have changed; members of consumer groups are told of that when they are next heard from. */
    public void metadataChanged(MetadataImage changed) {
        shards.metadataChanged(changed);
    }

    /** Forgets all groups' offsets of a topic that was deleted. */
    public void topicDeleted(String topic) {
        shards.all().forEach(shard -> shard.forget(topic));
    }

    /** A connection has ended: dynamic members that were last heard from on it are given less time than their sessions. */
    public void connectionClosed(long connectionId) {
        connections.closed(connectionId);
    }

    private void memberLost(String groupId, String memberId, long intervalMs) {
        GroupShard shard = shards.of(groupId);
        if (shard != null) {
            shard.memberLost(groupId, memberId, intervalMs);
        }
    }

    MemberConnections connections() {
        return connections;
    }

    private static Command<GroupRecord, GroupChange> unlessShares(
            GroupState state, String groupId, Command<GroupRecord, GroupChange> command) {
        return new UnlessShares(state, groupId, Errors.GROUP_ID_NOT_FOUND, command);
    }

    <T> CompletionStage<T> submit(
            @Nullable String groupId,
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command) {
        return shards.submit(groupId, command);
    }
}
