package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Quorum;
import io.suiro.cluster.raft.Voter;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AddRaftVoterRequestData;
import org.apache.kafka.common.message.AddRaftVoterResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AddRaftVoter, versions 0 and 1 (KIP-853).
 *
 * <p>1 may be answered before it is committed (KIP-1186).
 *
 * <p>Deviations: listeners are not needed, because brokers know each other's; always answered once it is committed; the
 * log directory's id is taken too, because that is what Kafka's tool finds in {@code meta.properties}.
 */
public final class AddRaftVoterHandler implements ApiHandler<AddRaftVoterRequestData, AddRaftVoterResponseData> {
    private final Quorum quorum;
    private final RightCluster rightCluster;

    public AddRaftVoterHandler(Quorum quorum, RightCluster rightCluster) {
        this.quorum = quorum;
        this.rightCluster = rightCluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_RAFT_VOTER;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public CompletionStage<AddRaftVoterResponseData> handle(AddRaftVoterRequestData request, RequestContext context) {
        rightCluster.check(request.clusterId());
        return quorum.add(new Voter(request.voterId(), request.voterDirectoryId()), request.timeoutMs())
                .thenApply(outcome -> new AddRaftVoterResponseData()
                        .setErrorCode(outcome.code().code())
                        .setErrorMessage(outcome.detail()));
    }
}
