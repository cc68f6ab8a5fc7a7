package io.suiro.client;

import io.suiro.base.RequestContext;
import io.suiro.broker.Broker;
import io.suiro.broker.Groups;
import io.suiro.coordinator.group.GroupCoordinator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;

/**
 * What one member asks its group's coordinator, in this process or on another broker. Answers are Kafka's, with their codes; fails with {@link
 * io.suiro.error.Refused}: COORDINATOR_NOT_AVAILABLE, and NETWORK_EXCEPTION, after which nobody knows what has been done. Any thread.
 */
final class GroupRequests implements AutoCloseable {
    private static final short HEARTBEAT_VERSION = 1;
    private static final short COMMIT_VERSION = 9;
    private static final short FETCH_VERSION = 9;
    private static final short TRANSACTION_VERSION = 5;

    private final ClusterView cluster;
    private final Groups groups;
    private final String groupId;
    private final String clientId;
    private final RemoteBrokers remotes;

    GroupRequests(Broker broker, String groupId, String clientId) {
        this.cluster = ClusterView.of(broker);
        this.groups = broker.groups();
        this.groupId = groupId;
        this.clientId = clientId;
        this.remotes = cluster.remotes(clientId);
    }

    CompletionStage<ConsumerGroupHeartbeatResponseData> heartbeat(ConsumerGroupHeartbeatRequestData request) {
        return ask(
                coordinator -> coordinator.consumerHeartbeat(context(HEARTBEAT_VERSION), request),
                broker -> remotes.ask(broker, request, HEARTBEAT_VERSION, ConsumerGroupHeartbeatResponseData::new));
    }

    /** Waits for transactions that may yet commit offsets: refuses while there are any. */
    CompletionStage<OffsetFetchResponseGroup> fetchOffsets(OffsetFetchRequestGroup request) {
        return ask(
                coordinator -> coordinator.fetchOffsets(context(FETCH_VERSION), request, true), broker -> remotes.ask(
                                broker,
                                new OffsetFetchRequestData()
                                        .setGroups(List.of(request))
                                        .setRequireStable(true),
                                FETCH_VERSION,
                                OffsetFetchResponseData::new)
                        .thenApply(response -> response.groups().getFirst()));
    }

    CompletionStage<OffsetCommitResponseData> commit(OffsetCommitRequestData request) {
        return ask(
                coordinator -> coordinator.commit(context(COMMIT_VERSION), request),
                broker -> remotes.ask(broker, request, COMMIT_VERSION, OffsetCommitResponseData::new));
    }

    CompletionStage<TxnOffsetCommitResponseData> commitInTransaction(TxnOffsetCommitRequestData request) {
        return ask(
                coordinator -> coordinator.commitInTransaction(context(TRANSACTION_VERSION), request),
                broker -> remotes.ask(broker, request, TRANSACTION_VERSION, TxnOffsetCommitResponseData::new));
    }

    /** The offsets topic is created if it does not exist. */
    private <A> CompletionStage<A> ask(
            Function<GroupCoordinator, CompletionStage<A>> here, IntFunction<CompletionStage<A>> there) {
        return groups.coordinatorOf(groupId).thenCompose(found -> {
            int broker = cluster.isAlone() ? cluster.self() : found.orThrow().id();
            return broker == cluster.self() ? here.apply(groups.coordinator()) : there.apply(broker);
        });
    }

    private RequestContext context(short version) {
        return new RequestContext(version, clientId, "in process");
    }

    @Override
    public void close() {
        remotes.close();
    }
}
