package io.suiro.client;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;

/** How far a member's group has got: reads it, finds where to begin, and stores it. On the member's lane alone. */
final class GroupOffsets {
    private static final int RETRY_MS = 50;

    private final GroupRequests coordinator;
    private final PartitionReads logs;
    private final GroupMember member;
    private final ConsumerOptions options;
    private final Lane lane;
    private final Scheduler timer;

    GroupOffsets(
            GroupRequests coordinator,
            PartitionReads logs,
            GroupMember member,
            ConsumerOptions options,
            Lane lane,
            Scheduler timer) {
        this.coordinator = coordinator;
        this.logs = logs;
        this.member = member;
        this.options = options;
        this.lane = lane;
        this.timer = timer;
    }

    /**
     * Where to read on. Waits for transactions that may yet commit offsets.
     *
     * <p>Completes exceptionally with {@link Refused}: OFFSET_OUT_OF_RANGE where nothing is committed and the policy is not to begin.
     */
    CompletionStage<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
        return committed(partitions).thenCompose(committed -> {
            List<CompletionStage<Map.Entry<TopicPartition, Long>>> found = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                Long offset = committed.get(partition);
                found.add(
                        offset == null
                                ? reset(partition)
                                : CompletableFuture.completedFuture(Map.entry(partition, offset)));
            }
            return Stages.all(found).thenApply(GroupOffsets::asMap);
        });
    }

    private static Map<TopicPartition, Long> asMap(List<Map.Entry<TopicPartition, Long>> entries) {
        Map<TopicPartition, Long> map = new HashMap<>();
        entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }

    /** Where the policy has it begin. */
    CompletionStage<Map.Entry<TopicPartition, Long>> reset(TopicPartition partition) {
        Spec spec =
                switch (options.reset()) {
                    case EARLIEST -> new Spec.Earliest();
                    case LATEST -> new Spec.Latest(options.readCommitted());
                    case NONE ->
                        throw new Refused(
                                Errors.OFFSET_OUT_OF_RANGE,
                                "group " + options.groupId() + " has no offset of " + partition
                                        + " to go on from, and auto.offset.reset=none");
                };
        return retried(() -> logs.find(partition, spec).thenApply(Outcome::orThrow), code -> member.owns(partition))
                .thenApply(offset -> Map.entry(partition, offset));
    }

    private CompletionStage<Map<TopicPartition, Long>> committed(Collection<TopicPartition> partitions) {
        return retried(
                () -> coordinator.fetchOffsets(fetchRequest(partitions)).thenApply(GroupOffsets::offsets),
                code -> member.isMember());
    }

    private OffsetFetchRequestGroup fetchRequest(Collection<TopicPartition> partitions) {
        Map<String, OffsetFetchRequestTopics> topics = new HashMap<>();
        for (TopicPartition partition : partitions) {
            topics.computeIfAbsent(partition.topic(), name -> new OffsetFetchRequestTopics().setName(name))
                    .partitionIndexes()
                    .add(partition.partition());
        }
        return new OffsetFetchRequestGroup()
                .setGroupId(options.groupId())
                .setMemberId(member.memberId())
                .setMemberEpoch(member.epoch())
                .setTopics(new ArrayList<>(topics.values()));
    }

    private static Map<TopicPartition, Long> offsets(OffsetFetchResponseGroup response) {
        orThrow(response.errorCode());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (OffsetFetchResponseTopics topic : response.topics()) {
            for (OffsetFetchResponsePartitions partition : topic.partitions()) {
                orThrow(partition.errorCode());
                if (partition.committedOffset() >= 0) {
                    offsets.put(
                            new TopicPartition(topic.name(), partition.partitionIndex()), partition.committedOffset());
                }
            }
        }
        return offsets;
    }

    /**
     * Stores what to read next of each partition. Completes exceptionally with {@link Refused} if the group does not take it: the
     * partitions are another member's by now.
     */
    CompletionStage<Void> commit(Map<TopicPartition, Long> nextOffsets) {
        if (nextOffsets.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        return retried(
                () -> coordinator.commit(commitRequest(nextOffsets)).thenAccept(GroupOffsets::check),
                code -> member.isMember());
    }

    private OffsetCommitRequestData commitRequest(Map<TopicPartition, Long> nextOffsets) {
        Map<String, OffsetCommitRequestTopic> topics = new HashMap<>();
        nextOffsets.forEach((partition, offset) -> topics.computeIfAbsent(
                        partition.topic(), name -> new OffsetCommitRequestTopic().setName(name))
                .partitions()
                .add(new OffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(offset)));
        return new OffsetCommitRequestData()
                .setGroupId(options.groupId())
                .setMemberId(member.memberId())
                .setGenerationIdOrMemberEpoch(member.epoch())
                .setGroupInstanceId(options.groupInstanceId())
                .setTopics(new ArrayList<>(topics.values()));
    }

    private static void check(OffsetCommitResponseData response) {
        response.topics().forEach(topic -> topic.partitions().forEach(partition -> orThrow(partition.errorCode())));
    }

    /** As {@link #commit}; what it stores counts with the transaction. A member that joins anew does not commit what it read before: that may have been read again. */
    CompletionStage<Void> commitInTransaction(
            Map<TopicPartition, Long> nextOffsets, String transactionalId, long producerId, short producerEpoch) {
        if (nextOffsets.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        if (!member.isMember()) {
            return CompletableFuture.failedStage(new Refused(Errors.UNKNOWN_MEMBER_ID));
        }
        int life = member.life();
        Map<String, TxnOffsetCommitRequestTopic> topics = new HashMap<>();
        nextOffsets.forEach((partition, offset) -> topics.computeIfAbsent(
                        partition.topic(), name -> new TxnOffsetCommitRequestTopic().setName(name))
                .partitions()
                .add(new TxnOffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(offset)));
        return retried(
                () -> coordinator
                        .commitInTransaction(new TxnOffsetCommitRequestData()
                                .setTransactionalId(transactionalId)
                                .setProducerId(producerId)
                                .setProducerEpoch(producerEpoch)
                                .setGroupId(options.groupId())
                                .setMemberId(member.memberId())
                                .setGenerationId(member.epoch())
                                .setGroupInstanceId(options.groupInstanceId())
                                .setTopics(new ArrayList<>(topics.values())))
                        .thenAccept(response -> response.topics().forEach(topic -> topic.partitions()
                                .forEach(partition -> orThrow(partition.errorCode())))),
                code -> code != Errors.UNKNOWN_TOPIC_OR_PARTITION && member.isMember() && member.life() == life);
    }

    private static void orThrow(short code) {
        if (code != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(code));
        }
    }

    /** As long as it is refused for reasons that pass, and is wanted; the member's epoch may be a new one each time. */
    private <T> CompletionStage<T> retried(Supplier<CompletionStage<T>> request, Predicate<Errors> wanted) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(request, wanted, result);
        return result;
    }

    private <T> void attempt(
            Supplier<CompletionStage<T>> request, Predicate<Errors> wanted, CompletableFuture<T> result) {
        var _ = request.get()
                .whenComplete((value, failure) -> lane.execute(() -> {
                    if (failure == null) {
                        result.complete(value);
                    } else if (Stages.cause(failure) instanceof Refused refused
                            && isPassing(refused)
                            && wanted.test(refused.code())) {
                        timer.schedule(RETRY_MS, () -> lane.execute(() -> again(request, wanted, result, refused)));
                    } else {
                        result.completeExceptionally(Stages.cause(failure));
                    }
                }));
    }

    private <T> void again(
            Supplier<CompletionStage<T>> request,
            Predicate<Errors> wanted,
            CompletableFuture<T> result,
            Refused refused) {
        if (wanted.test(refused.code())) {
            attempt(request, wanted, result);
        } else {
            result.completeExceptionally(refused);
        }
    }

    private static boolean isPassing(Refused refused) {
        return switch (refused.code()) {
            case NETWORK_EXCEPTION,
                    REQUEST_TIMED_OUT,
                    KAFKA_STORAGE_ERROR,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    NOT_LEADER_OR_FOLLOWER,
                    LEADER_NOT_AVAILABLE,
                    OFFSET_NOT_AVAILABLE,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    STALE_MEMBER_EPOCH,
                    UNSTABLE_OFFSET_COMMIT,
                    ILLEGAL_GENERATION,
                    CONCURRENT_TRANSACTIONS -> true;
            default -> false;
        };
    }
}
