package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Topics;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * TxnOffsetCommit, versions 0 to 5 (KIP-98).
 *
 * <p>2 leader epoch (KIP-320) · 3 flexible, the member that has read (KIP-447) · 4 TRANSACTION_ABORTABLE (KIP-890) · 5 the broker adds
 * the partition of the group to the transaction (KIP-890, transactions v2).
 *
 * <p>Deviations: none known.
 */
public final class TxnOffsetCommitHandler
        implements ApiHandler<TxnOffsetCommitRequestData, TxnOffsetCommitResponseData> {
    private final GroupCoordinator coordinator;
    private final Topics topics;

    public TxnOffsetCommitHandler(GroupCoordinator coordinator, Topics topics) {
        this.coordinator = coordinator;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.TXN_OFFSET_COMMIT;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public CompletionStage<TxnOffsetCommitResponseData> handle(
            TxnOffsetCommitRequestData request, RequestContext context) {
        List<TxnOffsetCommitRequestTopic> known = new ArrayList<>();
        List<TxnOffsetCommitResponseTopic> refused = new ArrayList<>();
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            if (request.transactionalId().isEmpty()) {
                refused.add(refusal(topic, topic.partitions(), Errors.INVALID_REQUEST));
            } else {
                split(topic, known, refused);
            }
        }
        CompletionStage<TxnOffsetCommitResponseData> committed = known.isEmpty()
                ? CompletableFuture.completedFuture(new TxnOffsetCommitResponseData())
                : coordinator.commitInTransaction(context, request.setTopics(known));
        return committed.thenApply(response -> {
            List<TxnOffsetCommitResponseTopic> all = new ArrayList<>(response.topics());
            all.addAll(refused);
            return response.setTopics(all);
        });
    }

    /** Offsets of partitions that do not exist are refused here; the coordinator does not know topics. */
    private void split(
            TxnOffsetCommitRequestTopic topic,
            List<TxnOffsetCommitRequestTopic> known,
            List<TxnOffsetCommitResponseTopic> refused) {
        List<TxnOffsetCommitRequestPartition> existing = new ArrayList<>();
        List<TxnOffsetCommitRequestPartition> missing = new ArrayList<>();
        for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
            boolean exists = topics.hasPartition(topic.name(), partition.partitionIndex());
            (exists ? existing : missing).add(partition);
        }
        if (!missing.isEmpty()) {
            refused.add(refusal(topic, missing, Errors.UNKNOWN_TOPIC_OR_PARTITION));
        }
        if (!existing.isEmpty()) {
            known.add(topic.setPartitions(existing));
        }
    }

    private static TxnOffsetCommitResponseTopic refusal(
            TxnOffsetCommitRequestTopic topic, List<TxnOffsetCommitRequestPartition> partitions, Errors code) {
        return new TxnOffsetCommitResponseTopic()
                .setName(topic.name())
                .setPartitions(partitions.stream()
                        .map(partition -> new TxnOffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(code.code()))
                        .toList());
    }
}
