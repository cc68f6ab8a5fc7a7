package io.suiro.client;

import io.suiro.base.Stages;
import io.suiro.broker.Produce;
import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducedInTransaction;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.Appended;
import io.suiro.record.Batch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Appends at the leader of the moment: in this process, or with Produce requests to another broker, which say all that a Kafka producer's do. A request is answered in
 * any case, so that acks=0 is asked for as 1. Any thread.
 */
final class LeaderWrites implements PartitionWrites {
    /** The last with topics by name; brokers add partitions to transactions themselves (KIP-890). */
    private static final short VERSION = 12;
    /** What a request waits for other replicas at most; it is repeated then. */
    private static final int REQUEST_TIMEOUT_MS = 30_000;

    private static final int GRACE_MS = 5_000;

    private final ClusterView cluster;
    private final Produce here;
    private final RemoteBrokers remotes;

    LeaderWrites(ClusterView cluster, Produce here) {
        this.cluster = cluster;
        this.here = here;
        this.remotes = cluster.remotes("suiro-producer-" + cluster.self());
    }

    @Override
    public CompletionStage<Outcome<Appended>> append(
            TopicPartition topicPartition,
            ByteBuffer batches,
            ProducedInTransaction transaction,
            Acks acks,
            int timeoutMs) {
        int leader = cluster.leader(topicPartition);
        int limitMs = Math.min(timeoutMs, REQUEST_TIMEOUT_MS);
        if (leader == ClusterView.HERE) {
            return here.append(topicPartition, batches, transaction, acks, limitMs);
        }
        int lastOffsetDelta = Batch.lastOffsetDelta(batches, 0);
        return remotes.ask(
                        leader,
                        request(topicPartition, batches, transaction, acks, limitMs),
                        VERSION,
                        limitMs + GRACE_MS,
                        ProduceResponseData::new)
                .handle((response, failure) ->
                        failure == null ? outcome(response, lastOffsetDelta) : failed(Stages.cause(failure)));
    }

    private static ProduceRequestData request(
            TopicPartition topicPartition,
            ByteBuffer batches,
            ProducedInTransaction transaction,
            Acks acks,
            int timeoutMs) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName(topicPartition.topic())
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(topicPartition.partition())
                        .setRecords(MemoryRecords.readableRecords(batches)))));
        return new ProduceRequestData()
                .setTransactionalId(transaction.transactionalId())
                .setAcks((short) (acks == Acks.ALL ? -1 : 1))
                .setTimeoutMs(timeoutMs)
                .setTopicData(topics);
    }

    private static Outcome<Appended> outcome(ProduceResponseData response, int lastOffsetDelta) {
        PartitionProduceResponse only =
                response.responses().iterator().next().partitionResponses().getFirst();
        return only.errorCode() == Errors.NONE.code()
                ? Outcome.ok(new Appended(
                        only.baseOffset(),
                        only.baseOffset() + lastOffsetDelta,
                        only.logAppendTimeMs(),
                        only.logStartOffset(),
                        false))
                : Outcome.failed(Errors.forCode(only.errorCode()), only.errorMessage());
    }

    private static Outcome<Appended> failed(Throwable failure) {
        return failure instanceof Refused refused
                ? Outcome.failed(refused.code(), refused.detail())
                : Outcome.failed(Errors.NETWORK_EXCEPTION, String.valueOf(failure));
    }
}
