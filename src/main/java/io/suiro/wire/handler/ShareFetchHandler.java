package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.CurrentLeaders;
import io.suiro.broker.TopicNames;
import io.suiro.cluster.BrokerImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.share.Acknowledgement;
import io.suiro.share.Fetched;
import io.suiro.share.ShareReads;
import io.suiro.share.ShareReads.Answer;
import io.suiro.share.ShareReads.Answered;
import io.suiro.share.ShareReads.Limits;
import io.suiro.share.ShareReads.Member;
import io.suiro.share.SharedPartition;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.message.ShareFetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ShareFetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponseCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * ShareFetch, versions 1 to 2 (KIP-932).
 *
 * <p>2 acquire modes (KIP-1206), and acknowledgements that ask for more time (KIP-1222).
 *
 * <p>Deviations: records are acknowledged before any are fetched, so that what the member gives back it may get again; records are
 * sent from memory; an answer tells of partitions that have something to tell, also the first of a session.
 */
public final class ShareFetchHandler implements ApiHandler<ShareFetchRequestData, ShareFetchResponseData> {
    private static final byte RECORD_LIMIT = 1;

    private final ShareReads reads;
    private final TopicNames topicNames;
    private final CurrentLeaders leaders;
    private final int maxBytes;

    /** @param maxBytes {@code fetch.max.bytes} of the broker, above any request's */
    public ShareFetchHandler(ShareReads reads, TopicNames topicNames, CurrentLeaders leaders, int maxBytes) {
        this.reads = reads;
        this.topicNames = topicNames;
        this.leaders = leaders;
        this.maxBytes = maxBytes;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_FETCH;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<ShareFetchResponseData> handle(ShareFetchRequestData request, RequestContext context) {
        try {
            check(request);
            return fetch(request, context).thenApply(this::response);
        } catch (Refused refused) {
            return CompletableFuture.completedFuture(new ShareFetchResponseData()
                    .setErrorCode(refused.code().code())
                    .setErrorMessage(refused.detail()));
        }
    }

    private static void check(ShareFetchRequestData request) {
        if (request.groupId() == null || request.groupId().isEmpty()) {
            throw new Refused(Errors.INVALID_GROUP_ID);
        }
        if (request.memberId() == null || request.memberId().isEmpty()) {
            throw new Refused(Errors.INVALID_REQUEST, "MemberId can't be empty.");
        }
        if (request.isRenewAck()
                && (request.maxBytes() != 0
                        || request.minBytes() != 0
                        || request.maxRecords() != 0
                        || request.maxWaitMs() != 0)) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "A request that asks for more time fetches nothing: its limits and its waiting time are 0.");
        }
    }

    private CompletionStage<Answer> fetch(ShareFetchRequestData request, RequestContext context) {
        List<SharedPartition> wanted = new ArrayList<>();
        Map<SharedPartition, Outcome<List<Acknowledgement>>> acknowledgements = new LinkedHashMap<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                SharedPartition key = new SharedPartition(topic.topicId(), partition.partitionIndex());
                wanted.add(key);
                if (!partition.acknowledgementBatches().isEmpty()) {
                    AcknowledgementBatches batches = new AcknowledgementBatches(request.isRenewAck());
                    for (AcknowledgementBatch batch : partition.acknowledgementBatches()) {
                        batches.add(batch.firstOffset(), batch.lastOffset(), batch.acknowledgeTypes());
                    }
                    acknowledgements.put(key, batches.result());
                }
            }
        }
        List<SharedPartition> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions().forEach(index -> forgotten.add(new SharedPartition(topic.topicId(), index)));
        }
        return reads.fetch(
                new Member(request.groupId(), request.memberId(), request.shareSessionEpoch(), context.connectionId()),
                wanted,
                forgotten,
                acknowledgements,
                new Limits(
                        request.maxWaitMs(),
                        request.minBytes(),
                        Math.min(request.maxBytes(), maxBytes),
                        request.maxRecords(),
                        request.batchSize(),
                        request.shareAcquireMode() == RECORD_LIMIT));
    }

    private ShareFetchResponseData response(Answer answer) {
        ShareFetchResponseData response =
                new ShareFetchResponseData().setAcquisitionLockTimeoutMs(answer.lockDurationMs());
        ShareFetchableTopicResponseCollection topics = response.responses();
        answer.partitions().forEach((key, answered) -> {
            ShareFetchableTopicResponse topic = topics.find(key.topicId());
            if (topic == null) {
                topic = new ShareFetchableTopicResponse().setTopicId(key.topicId());
                topics.add(topic);
            }
            PartitionData data = partition(key, answered);
            name(key, answered, data, response);
            topic.partitions().add(data);
        });
        return response;
    }

    private static PartitionData partition(SharedPartition key, Answered answered) {
        PartitionData data =
                new PartitionData().setPartitionIndex(key.partition()).setRecords(MemoryRecords.EMPTY);
        switch (answered.fetched()) {
            case Outcome.Ok<Fetched>(Fetched fetched) ->
                data.setRecords(MemoryRecords.readableRecords(fetched.records()))
                        .setAcquiredRecords(fetched.acquired().stream()
                                .map(acquired -> new AcquiredRecords()
                                        .setFirstOffset(acquired.firstOffset())
                                        .setLastOffset(acquired.lastOffset())
                                        .setDeliveryCount((short) acquired.deliveryCount()))
                                .toList());
            case Outcome.Failed<Fetched>(Errors code, String detail) ->
                data.setErrorCode(code.code()).setErrorMessage(detail);
        }
        if (answered.acknowledged() instanceof Outcome.Failed<Void>(Errors code, String detail)) {
            data.setAcknowledgeErrorCode(code.code()).setAcknowledgeErrorMessage(detail);
        }
        return data;
    }

    private void name(SharedPartition key, Answered answered, PartitionData data, ShareFetchResponseData response) {
        Errors code = answered.fetched().code() == Errors.NONE && answered.acknowledged() != null
                ? answered.acknowledged().code()
                : answered.fetched().code();
        if (!(topicNames.nameOf(key.topicId()) instanceof Outcome.Ok<String>(String name))) {
            return;
        }
        leaders.after(code, new TopicPartition(name, key.partition())).ifPresent(leader -> {
            data.setCurrentLeader(
                    new LeaderIdAndEpoch().setLeaderId(leader.leaderId()).setLeaderEpoch(leader.leaderEpoch()));
            @Nullable BrokerImage broker = leader.broker();
            if (broker != null && response.nodeEndpoints().find(broker.id()) == null) {
                response.nodeEndpoints()
                        .add(new NodeEndpoint()
                                .setNodeId(broker.id())
                                .setHost(broker.host())
                                .setPort(broker.port())
                                .setRack(broker.rack()));
            }
        });
    }
}
