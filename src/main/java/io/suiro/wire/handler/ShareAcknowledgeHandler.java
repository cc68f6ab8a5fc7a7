package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.CurrentLeaders;
import io.suiro.broker.TopicNames;
import io.suiro.cluster.BrokerImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.share.Acknowledgement;
import io.suiro.share.ShareReads;
import io.suiro.share.ShareReads.Member;
import io.suiro.share.SharedPartition;
import io.suiro.wire.ApiHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgePartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.PartitionData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ShareAcknowledge, versions 1 to 2 (KIP-932).
 *
 * <p>2 acknowledgements that ask for more time (KIP-1222).
 *
 * <p>Deviations: none known.
 */
public final class ShareAcknowledgeHandler
        implements ApiHandler<ShareAcknowledgeRequestData, ShareAcknowledgeResponseData> {
    private final ShareReads reads;
    private final TopicNames topicNames;
    private final CurrentLeaders leaders;

    public ShareAcknowledgeHandler(ShareReads reads, TopicNames topicNames, CurrentLeaders leaders) {
        this.reads = reads;
        this.topicNames = topicNames;
        this.leaders = leaders;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_ACKNOWLEDGE;
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
    public CompletionStage<ShareAcknowledgeResponseData> handle(
            ShareAcknowledgeRequestData request, RequestContext context) {
        try {
            if (request.groupId() == null || request.groupId().isEmpty()) {
                throw new Refused(Errors.INVALID_GROUP_ID);
            }
            if (request.memberId() == null || request.memberId().isEmpty()) {
                throw new Refused(Errors.INVALID_REQUEST, "MemberId can't be empty.");
            }
            Member member = new Member(
                    request.groupId(), request.memberId(), request.shareSessionEpoch(), context.connectionId());
            return reads.acknowledge(member, acknowledgements(request))
                    .thenApply(told -> response(told, reads.lockDurationMs(request.groupId())));
        } catch (Refused refused) {
            return CompletableFuture.completedFuture(new ShareAcknowledgeResponseData()
                    .setErrorCode(refused.code().code())
                    .setErrorMessage(refused.detail()));
        }
    }

    private static Map<SharedPartition, Outcome<List<Acknowledgement>>> acknowledgements(
            ShareAcknowledgeRequestData request) {
        Map<SharedPartition, Outcome<List<Acknowledgement>>> acknowledgements = new LinkedHashMap<>();
        for (AcknowledgeTopic topic : request.topics()) {
            for (AcknowledgePartition partition : topic.partitions()) {
                AcknowledgementBatches batches = new AcknowledgementBatches(request.isRenewAck());
                for (AcknowledgementBatch batch : partition.acknowledgementBatches()) {
                    batches.add(batch.firstOffset(), batch.lastOffset(), batch.acknowledgeTypes());
                }
                acknowledgements.put(
                        new SharedPartition(topic.topicId(), partition.partitionIndex()), batches.result());
            }
        }
        return acknowledgements;
    }

    private ShareAcknowledgeResponseData response(Map<SharedPartition, Outcome<Void>> told, int lockDurationMs) {
        ShareAcknowledgeResponseData response =
                new ShareAcknowledgeResponseData().setAcquisitionLockTimeoutMs(lockDurationMs);
        told.forEach((key, outcome) -> {
            ShareAcknowledgeTopicResponse topic = response.responses().find(key.topicId());
            if (topic == null) {
                topic = new ShareAcknowledgeTopicResponse().setTopicId(key.topicId());
                response.responses().add(topic);
            }
            PartitionData data = new PartitionData()
                    .setPartitionIndex(key.partition())
                    .setErrorCode(outcome.code().code())
                    .setErrorMessage(outcome.detail());
            name(key, outcome.code(), data, response);
            topic.partitions().add(data);
        });
        return response;
    }

    private void name(SharedPartition key, Errors code, PartitionData data, ShareAcknowledgeResponseData response) {
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
