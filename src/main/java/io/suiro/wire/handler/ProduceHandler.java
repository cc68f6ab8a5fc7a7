package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.CurrentLeaders;
import io.suiro.broker.CurrentLeaders.CurrentLeader;
import io.suiro.broker.Produce;
import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducedInTransaction;
import io.suiro.broker.TopicNames;
import io.suiro.cluster.BrokerImage;
import io.suiro.coordinator.TransactionAdmission.Kind;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.Appended;
import io.suiro.record.Batch;
import io.suiro.record.Codec;
import io.suiro.wire.ApiHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Produce, versions 3 to 13 (0 to 2 are advertised for old librdkafka, KAFKA-18659, and refused).
 *
 * <p>3 record batches v2 (KIP-98) · 5 logStartOffset · 7 zstd (KIP-110) · 8 record errors (KIP-467) · 9 flexible · 10
 * current leader (KIP-951) · 11 TRANSACTION_ABORTABLE (KIP-890) · 12 transactions v2 (KIP-890) · 13 topic ids (KIP-516).
 *
 * <p>Deviations: a transactional batch in a request without a transactional id fails its own partition, with Kafka's
 * TRANSACTIONAL_ID_AUTHORIZATION_FAILED, and not the others; {@code timeoutMs} limits the wait for other replicas only: where
 * a partition has one, its answer waits for the disk alone, and the wait for a transaction's coordinator is limited by
 * whoever asks it.
 */
public final class ProduceHandler implements ApiHandler<ProduceRequestData, ProduceResponseData> {
    private static final int FIRST_WITH_TOPIC_IDS = 13;
    private static final int FIRST_WITH_ZSTD = 7;
    private static final int FIRST_WITH_CURRENT_LEADER = 10;
    private static final int FIRST_WITH_TRANSACTION_ABORTABLE = 11;
    private static final int FIRST_WITH_TRANSACTIONS_V2 = 12;

    private final Produce produce;
    private final TopicNames topicNames;
    private final CurrentLeaders leaders;

    public ProduceHandler(Produce produce, TopicNames topicNames, CurrentLeaders leaders) {
        this.leaders = leaders;
        this.produce = produce;
        this.topicNames = topicNames;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.PRODUCE;
    }

    @Override
    public short minVersion() {
        return 3;
    }

    @Override
    public short maxVersion() {
        return 13;
    }

    @Override
    public boolean isAnswered(ProduceRequestData request) {
        return request.acks() != 0;
    }

    @Override
    public boolean isPipelined() {
        return true;
    }

    @Override
    public CompletionStage<ProduceResponseData> handle(ProduceRequestData request, RequestContext context) {
        Acks acks = Acks.of(request.acks());
        List<CompletionStage<TopicProduceResponse>> topics =
                new ArrayList<>(request.topicData().size());
        for (TopicProduceData topic : request.topicData()) {
            topics.add(topic(topic, request, acks, context.apiVersion()));
        }
        return Stages.all(topics).thenApply(responses -> {
            TopicProduceResponseCollection collection = new TopicProduceResponseCollection(responses.size());
            collection.addAll(responses);
            if (acks == Acks.NONE) {
                responses.forEach(ProduceHandler::failAloud);
            }
            ProduceResponseData response = new ProduceResponseData().setResponses(collection);
            if (context.apiVersion() >= FIRST_WITH_CURRENT_LEADER) {
                nameLeaders(response);
            }
            return response;
        });
    }

    private CompletionStage<TopicProduceResponse> topic(
            TopicProduceData topic, ProduceRequestData request, Acks acks, short version) {
        List<CompletionStage<PartitionProduceResponse>> partitions =
                new ArrayList<>(topic.partitionData().size());
        for (PartitionProduceData partition : topic.partitionData()) {
            Outcome<String> name = version >= FIRST_WITH_TOPIC_IDS
                    ? topicNames.nameOf(topic.topicId(), partition.index())
                    : Outcome.ok(topic.name());
            partitions.add(
                    switch (name) {
                        case Outcome.Ok<String>(String known) -> partition(known, partition, request, acks, version);
                        case Outcome.Failed<String>(Errors code, String detail) ->
                            CompletableFuture.completedFuture(
                                    response(partition.index(), Outcome.failed(code, detail)));
                    });
        }
        return Stages.all(partitions).thenApply(responses -> new TopicProduceResponse()
                .setName(topic.name())
                .setTopicId(topic.topicId())
                .setPartitionResponses(responses));
    }

    private CompletionStage<PartitionProduceResponse> partition(
            String topic, PartitionProduceData partition, ProduceRequestData request, Acks acks, short version) {
        if (!(partition.records() instanceof MemoryRecords records) || records.sizeInBytes() == 0) {
            return CompletableFuture.completedFuture(response(
                    partition.index(),
                    Outcome.failed(Errors.INVALID_RECORD, "A partition's data must have at least one record batch.")));
        }
        if (version < FIRST_WITH_ZSTD && isZstd(records.buffer())) {
            return CompletableFuture.completedFuture(response(
                    partition.index(),
                    Outcome.failed(
                            Errors.UNSUPPORTED_COMPRESSION_TYPE,
                            "Produce before version 7 does not know zstd (KIP-110).")));
        }
        ProducedInTransaction transaction = new ProducedInTransaction(
                request.transactionalId(),
                version >= FIRST_WITH_TRANSACTIONS_V2 ? Kind.ADD : Kind.VERIFY,
                version >= FIRST_WITH_TRANSACTION_ABORTABLE);
        return produce.append(
                        new TopicPartition(topic, partition.index()),
                        records.buffer(),
                        transaction,
                        acks,
                        request.timeoutMs())
                .thenApply(outcome -> response(partition.index(), outcome));
    }

    private static boolean isZstd(ByteBuffer batches) {
        return batches.remaining() >= Batch.HEADER_BYTES && Batch.codec(batches, batches.position()) == Codec.ZSTD.id();
    }

    private static PartitionProduceResponse response(int index, Outcome<Appended> outcome) {
        return switch (outcome) {
            case Outcome.Ok<Appended>(Appended appended) ->
                new PartitionProduceResponse()
                        .setIndex(index)
                        .setBaseOffset(appended.firstOffset())
                        .setLogAppendTimeMs(appended.logAppendTimeMs())
                        .setLogStartOffset(appended.logStartOffset());
            case Outcome.Failed<Appended>(Errors code, String detail) ->
                new PartitionProduceResponse()
                        .setIndex(index)
                        .setErrorCode(code.code())
                        .setErrorMessage(detail)
                        .setBaseOffset(-1)
                        .setLogStartOffset(-1);
        };
    }

    /** The topic's name is not in answers from version 13 on, but its id is. */
    private void nameLeaders(ProduceResponseData response) {
        for (TopicProduceResponse topic : response.responses()) {
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                Errors code = Errors.forCode(partition.errorCode());
                if (code != Errors.NONE) {
                    Outcome<String> name = topic.topicId().equals(Uuid.ZERO_UUID)
                            ? Outcome.ok(topic.name())
                            : topicNames.nameOf(topic.topicId());
                    if (name instanceof Outcome.Ok<String>(String known)) {
                        leaders.after(code, new TopicPartition(known, partition.index()))
                                .ifPresent(leader -> name(leader, partition, response));
                    }
                }
            }
        }
    }

    private static void name(CurrentLeader leader, PartitionProduceResponse partition, ProduceResponseData response) {
        partition.setCurrentLeader(
                new LeaderIdAndEpoch().setLeaderId(leader.leaderId()).setLeaderEpoch(leader.leaderEpoch()));
        BrokerImage broker = leader.broker();
        if (broker != null && response.nodeEndpoints().find(leader.leaderId()) == null) {
            response.nodeEndpoints()
                    .add(new NodeEndpoint()
                            .setNodeId(broker.id())
                            .setHost(broker.host())
                            .setPort(broker.port())
                            .setRack(broker.rack()));
        }
    }

    /** With acks=0 a closed connection is all that tells the producer. */
    private static void failAloud(TopicProduceResponse topic) {
        for (PartitionProduceResponse partition : topic.partitionResponses()) {
            if (partition.errorCode() != Errors.NONE.code()) {
                throw new Refused(Errors.forCode(partition.errorCode()), partition.errorMessage());
            }
        }
    }
}
