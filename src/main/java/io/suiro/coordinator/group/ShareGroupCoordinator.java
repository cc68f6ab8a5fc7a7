package io.suiro.coordinator.group;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.coordinator.group.share.ShareHeartbeat;
import io.suiro.coordinator.share.Persister;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.coordinator.share.ShareState;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The share groups among those that this broker coordinates (KIP-932): their members, and of which partitions they have state with the
 * share coordinator. Any thread may call; nothing blocks. Codes are those of {@link GroupCoordinator}, and of each verb.
 */
public final class ShareGroupCoordinator {
    private static final Logger LOG = System.getLogger(ShareGroupCoordinator.class.getName());

    private final GroupCoordinator groups;
    private final Persister states;

    public ShareGroupCoordinator(GroupCoordinator groups, Persister states) {
        this.groups = groups;
        this.states = states;
    }

    /** The one request of members. */
    public CompletionStage<ShareGroupHeartbeatResponseData> heartbeat(
            RequestContext context, ShareGroupHeartbeatRequestData request) {
        if (request.memberEpoch() < 0) {
            groups.connections().left(request.groupId(), request.memberId());
        } else {
            groups.connections().heartbeat(context, request.groupId(), request.memberId());
        }
        CompletionStage<ShareHeartbeat.Decided> decided;
        try {
            ShareHeartbeat.check(request);
            ShareHeartbeat heartbeat = new ShareHeartbeat(context, request);
            decided = groups.submit(
                    request.groupId(), (state, asker) -> new ShareHeartbeatCommand(state, heartbeat, asker));
        } catch (Refused refused) {
            decided = CompletableFuture.failedStage(refused);
        }
        CompletionStage<ShareGroupHeartbeatResponseData> answer = decided.thenApply(all -> {
            if (!all.toInitialize().isEmpty()) {
                begin(request.groupId(), all.groupEpoch(), all.toInitialize());
            }
            return all.response();
        });
        return ErrorResponses.explain(answer, refused -> new ShareGroupHeartbeatResponseData()
                .setErrorCode(refused.code().code())
                .setErrorMessage(refused.detail()));
    }

    /** What comes to nothing a later heartbeat begins again. */
    private void begin(String groupId, int groupEpoch, PartitionSet partitions) {
        List<CompletionStage<Boolean>> all = new ArrayList<>();
        Map<Uuid, Set<Integer>> begun = new HashMap<>();
        partitions.forEach((topicId, partition) ->
                all.add(states.initialize(new ShareKey(groupId, topicId, partition), groupEpoch, ShareState.UNKNOWN)
                        .handle((nothing, failure) -> {
                            if (failure == null) {
                                synchronized (begun) {
                                    begun.computeIfAbsent(topicId, id -> new TreeSet<>())
                                            .add(partition);
                                }
                            } else {
                                LOG.log(Level.INFO, "the state of a share partition cannot be begun yet", failure);
                            }
                            return failure == null;
                        })));
        Stages.all(all)
                .thenCompose(done -> groups.<Errors>submit(
                        groupId, (state, asker) -> new ShareStateBegun(state, groupId, PartitionSet.of(begun), asker)))
                .whenComplete((code, failure) -> {
                    if (failure != null) {
                        LOG.log(Level.INFO, "a share group does not know yet that its state has begun", failure);
                    }
                });
    }

    /** In the order asked for. */
    public CompletionStage<List<DescribedGroup>> describe(List<String> groupIds) {
        return Stages.all(groupIds.stream()
                .map(groupId -> ErrorResponses.explain(
                        groups.<DescribedGroup>submit(
                                groupId, (state, asker) -> new DescribeSharesCommand(state, groupId, asker)),
                        refused -> new DescribedGroup()
                                .setGroupId(groupId)
                                .setErrorCode(refused.code().code())
                                .setErrorMessage(refused.detail())))
                .toList());
    }

    /** How far the group has got with a partition. */
    public record SharedOffset(int partition, Outcome<ShareState> state) {}

    /** How far the group has got with each partition that it has state of, by topic id; GROUP_ID_NOT_FOUND. */
    public CompletionStage<Map<Uuid, List<SharedOffset>>> offsets(String groupId) {
        return groups.<ShareStatePlan>submit(
                        groupId, (state, asker) -> new PlanShareStates(state, groupId, false, asker))
                .thenCompose(plan -> {
                    Map<Uuid, List<SharedOffset>> offsets = new LinkedHashMap<>();
                    List<CompletionStage<Boolean>> all = new ArrayList<>();
                    plan.topics().forEach((topicId, topic) -> {
                        List<SharedOffset> ofTopic = new ArrayList<>();
                        offsets.put(topicId, ofTopic);
                        for (int partition : new TreeSet<>(topic.partitions())) {
                            all.add(states.summary(new ShareKey(groupId, topicId, partition))
                                    .handle((state, failure) -> {
                                        synchronized (ofTopic) {
                                            ofTopic.add(new SharedOffset(partition, outcome(state, failure)));
                                        }
                                        return true;
                                    }));
                        }
                    });
                    return Stages.all(all).thenApply(done -> offsets);
                });
    }

    private static <T> Outcome<T> outcome(T value, @Nullable Throwable failure) {
        if (failure == null) {
            return Outcome.ok(value);
        }
        return Stages.cause(failure) instanceof Refused refused
                ? Outcome.failed(refused.code(), refused.detail())
                : Outcome.failed(Errors.UNKNOWN_SERVER_ERROR, String.valueOf(Stages.cause(failure)));
    }

    /** The group begins there from now on, with partitions that it has state of or not; GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP. */
    public CompletionStage<Map<ShareKey, Errors>> alterOffsets(String groupId, Map<ShareKey, Long> starts) {
        return groups.<ShareStatePlan>submit(
                        groupId, (state, asker) -> new PlanShareStates(state, groupId, true, asker))
                .thenCompose(plan -> alter(groupId, plan.groupEpoch(), starts));
    }

    private CompletionStage<Map<ShareKey, Errors>> alter(String groupId, int groupEpoch, Map<ShareKey, Long> starts) {
        Map<ShareKey, Errors> codes = new HashMap<>();
        List<CompletionStage<Boolean>> all = new ArrayList<>();
        starts.forEach((key, start) -> all.add(restart(key, groupEpoch, start).handle((nothing, failure) -> {
            synchronized (codes) {
                codes.put(key, outcome(true, failure).code());
            }
            return true;
        })));
        return Stages.all(all)
                .thenCompose(done -> {
                    PartitionSet begun = PartitionSet.of(codes.entrySet().stream()
                            .filter(entry -> entry.getValue() == Errors.NONE)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.groupingBy(
                                    ShareKey::topicId, Collectors.mapping(ShareKey::partition, Collectors.toList()))));
                    return groups.<Errors>submit(
                            groupId, (state, asker) -> new ShareStateBegun(state, groupId, begun, asker));
                })
                .thenApply(done -> codes);
    }

    /** In a state epoch after the one that there is, so that leaders which have read that one are refused. */
    private CompletionStage<Void> restart(ShareKey key, int groupEpoch, long start) {
        return states.summary(key)
                .handle((state, failure) -> {
                    if (failure == null) {
                        return Math.max(groupEpoch, state.stateEpoch() + 1);
                    }
                    if (Stages.cause(failure) instanceof Refused refused
                            && refused.code() == Errors.GROUP_ID_NOT_FOUND) {
                        return groupEpoch;
                    }
                    throw Stages.cause(failure) instanceof Refused refused
                            ? refused
                            : new Refused(Errors.UNKNOWN_SERVER_ERROR, failure.getMessage());
                })
                .thenCompose(epoch -> states.initialize(key, epoch, start));
    }

    /** The group knows nothing of these topics any more; GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP. Topics that it did not know are left out. */
    public CompletionStage<Map<Uuid, Errors>> deleteOffsets(String groupId, Set<Uuid> topicIds) {
        return groups.<ShareStatePlan>submit(
                        groupId, (state, asker) -> new DeleteShareState(state, groupId, topicIds, false, asker))
                .thenCompose(plan -> {
                    Map<Uuid, Errors> codes = new HashMap<>();
                    List<CompletionStage<Boolean>> all = new ArrayList<>();
                    plan.topics().forEach((topicId, topic) -> {
                        if (topicIds.contains(topicId)) {
                            codes.put(topicId, Errors.NONE);
                            for (int partition : topic.partitions()) {
                                all.add(states.delete(new ShareKey(groupId, topicId, partition))
                                        .handle((nothing, failure) -> {
                                            if (failure != null) {
                                                synchronized (codes) {
                                                    codes.put(
                                                            topicId,
                                                            outcome(true, failure)
                                                                    .code());
                                                }
                                            }
                                            return true;
                                        }));
                            }
                        }
                    });
                    return Stages.all(all).thenCompose(done -> forget(groupId, codes));
                });
    }

    private CompletionStage<Map<Uuid, Errors>> forget(String groupId, Map<Uuid, Errors> codes) {
        Set<Uuid> gone = codes.entrySet().stream()
                .filter(entry -> entry.getValue() == Errors.NONE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return groups.<ShareStatePlan>submit(
                        groupId, (state, asker) -> new DeleteShareState(state, groupId, gone, true, asker))
                .thenApply(plan -> codes);
    }

    /** Groups of any type; of share groups the state goes first. One result for each id. */
    public CompletionStage<DeletableGroupResultCollection> deleteGroups(RequestContext context, List<String> groupIds) {
        List<CompletionStage<DeletableGroupResultCollection>> all = groupIds.stream()
                .distinct()
                .map(groupId -> deleteGroup(context, groupId))
                .toList();
        return Stages.all(all).thenApply(collections -> {
            DeletableGroupResultCollection results = new DeletableGroupResultCollection();
            collections.forEach(one -> one.forEach(result -> results.add(result.duplicate())));
            return results;
        });
    }

    private CompletionStage<DeletableGroupResultCollection> deleteGroup(RequestContext context, String groupId) {
        Supplier<CompletionStage<DeletableGroupResultCollection>> itself =
                () -> groups.deleteGroups(context, List.of(groupId));
        return groups.<ShareStatePlan>submit(
                        groupId, (state, asker) -> new PlanShareStates(state, groupId, true, asker))
                .thenCompose(plan -> plan.topics().isEmpty()
                        ? CompletableFuture.completedFuture(Errors.NONE)
                        : deleteOffsets(groupId, plan.topics().keySet()).thenApply(codes -> codes.values().stream()
                                .filter(code -> code != Errors.NONE)
                                .findFirst()
                                .orElse(Errors.NONE)))
                // It is of another type, is not there, or is not empty: it is said in the words for that.
                .exceptionally(failure -> Errors.NONE)
                .thenCompose(code -> code == Errors.NONE
                        ? itself.get()
                        : CompletableFuture.completedFuture(
                                new DeletableGroupResultCollection(List.of(new DeletableGroupResult()
                                                .setGroupId(groupId)
                                                .setErrorCode(code.code()))
                                        .iterator())));
    }
}
