package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Cluster;
import io.suiro.broker.Groups;
import io.suiro.broker.ShareGroups;
import io.suiro.broker.Transactions;
import io.suiro.cluster.BrokerImage;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * FindCoordinator, versions 0 to 6, for groups, transactions and share partitions.
 *
 * <p>1 key type · 3 flexible · 4 several keys at once (KIP-699) · 5 TRANSACTION_ABORTABLE (KIP-890) · 6 share groups
 * (KIP-932).
 *
 * <p>Deviations: a broker that is cut off from the others names nobody, so that
 * clients ask these.
 */
public final class FindCoordinatorHandler
        implements ApiHandler<FindCoordinatorRequestData, FindCoordinatorResponseData> {
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final byte SHARE = 2;
    private static final int FIRST_WITH_SEVERAL_KEYS = 4;
    private static final int FIRST_WITH_SHARES = 6;

    private final Cluster cluster;
    private final Groups groups;
    private final Transactions transactions;
    private final ShareGroups shares;

    public FindCoordinatorHandler(Cluster cluster, Groups groups, Transactions transactions, ShareGroups shares) {
        this.cluster = cluster;
        this.groups = groups;
        this.transactions = transactions;
        this.shares = shares;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 6;
    }

    @Override
    public CompletionStage<FindCoordinatorResponseData> handle(
            FindCoordinatorRequestData request, RequestContext context) {
        byte type = request.keyType();
        if (type < GROUP || type > SHARE || (type == SHARE && context.apiVersion() < FIRST_WITH_SHARES)) {
            throw new Refused(Errors.INVALID_REQUEST, "There is no coordinator of key type " + type + ".");
        }
        if (context.apiVersion() < FIRST_WITH_SEVERAL_KEYS) {
            return find(type, request.key()).thenApply(found -> new FindCoordinatorResponseData()
                    .setErrorCode(found.errorCode())
                    .setErrorMessage(found.errorMessage())
                    .setNodeId(found.nodeId())
                    .setHost(found.host())
                    .setPort(found.port()));
        }
        List<CompletionStage<Coordinator>> found =
                request.coordinatorKeys().stream().map(key -> find(type, key)).toList();
        return Stages.all(found)
                .thenApply(coordinators -> new FindCoordinatorResponseData().setCoordinators(coordinators));
    }

    private CompletionStage<Coordinator> find(byte type, String key) {
        CompletionStage<Outcome<BrokerImage>> coordinator = cluster.isCutOff()
                ? CompletableFuture.completedFuture(Outcome.failed(Errors.COORDINATOR_NOT_AVAILABLE))
                : coordinatorOf(type, key);
        return coordinator.thenApply(outcome -> switch (outcome) {
            case Outcome.Ok<BrokerImage>(BrokerImage broker) ->
                new Coordinator()
                        .setKey(key)
                        .setNodeId(broker.id())
                        .setHost(broker.host())
                        .setPort(broker.port());
            case Outcome.Failed<BrokerImage>(Errors code, String detail) ->
                new Coordinator()
                        .setKey(key)
                        .setNodeId(-1)
                        .setHost("")
                        .setPort(-1)
                        .setErrorCode(code.code())
                        .setErrorMessage(detail);
        });
    }

    private CompletionStage<Outcome<BrokerImage>> coordinatorOf(byte type, String key) {
        return switch (type) {
            case GROUP -> groups.coordinatorOf(key);
            case TRANSACTION -> transactions.coordinatorOf(key);
            default -> {
                try {
                    yield shares.coordinatorOf(ShareKey.parse(key));
                } catch (Refused refused) {
                    yield CompletableFuture.completedFuture(Outcome.failed(refused.code(), refused.detail()));
                }
            }
        };
    }
}
