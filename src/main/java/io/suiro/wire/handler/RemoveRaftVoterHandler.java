package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Quorum;
import io.suiro.cluster.raft.Voter;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.RemoveRaftVoterRequestData;
import org.apache.kafka.common.message.RemoveRaftVoterResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** RemoveRaftVoter, version 0 (KIP-853). */
public final class RemoveRaftVoterHandler
        implements ApiHandler<RemoveRaftVoterRequestData, RemoveRaftVoterResponseData> {
    private final Quorum quorum;
    private final RightCluster rightCluster;

    public RemoveRaftVoterHandler(Quorum quorum, RightCluster rightCluster) {
        this.quorum = quorum;
        this.rightCluster = rightCluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.REMOVE_RAFT_VOTER;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public CompletionStage<RemoveRaftVoterResponseData> handle(
            RemoveRaftVoterRequestData request, RequestContext context) {
        rightCluster.check(request.clusterId());
        return quorum.remove(new Voter(request.voterId(), request.voterDirectoryId()))
                .thenApply(outcome -> new RemoveRaftVoterResponseData()
                        .setErrorCode(outcome.code().code())
                        .setErrorMessage(outcome.detail()));
    }
}
