package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Cluster;
import io.suiro.broker.Topics;
import io.suiro.cluster.BrokerImage;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBrokerCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeCluster, versions 0 to 2 (KIP-700).
 *
 * <p>1 endpoint type (KIP-919) · 2 fenced brokers (KIP-1073).
 *
 * <p>Deviations: controllers have no endpoints of their own, so endpoint type 2 is refused as on a Kafka broker.
 */
public final class DescribeClusterHandler
        implements ApiHandler<DescribeClusterRequestData, DescribeClusterResponseData> {
    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;

    private final Cluster cluster;
    private final Topics topics;

    public DescribeClusterHandler(Cluster cluster, Topics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CLUSTER;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<DescribeClusterResponseData> handle(
            DescribeClusterRequestData request, RequestContext context) {
        if (request.endpointType() != BROKERS) {
            throw new Refused(
                    request.endpointType() == CONTROLLERS
                            ? Errors.MISMATCHED_ENDPOINT_TYPE
                            : Errors.UNSUPPORTED_ENDPOINT_TYPE);
        }
        DescribeClusterBrokerCollection brokers = new DescribeClusterBrokerCollection();
        for (BrokerImage broker : topics.image().brokers().values()) {
            if (!broker.fenced() || request.includeFencedBrokers()) {
                brokers.add(new DescribeClusterBroker()
                        .setBrokerId(broker.id())
                        .setHost(broker.host())
                        .setPort(broker.port())
                        .setRack(broker.rack())
                        .setIsFenced(broker.fenced()));
            }
        }
        return CompletableFuture.completedFuture(new DescribeClusterResponseData()
                .setClusterId(cluster.id())
                .setControllerId(cluster.controllerId())
                .setEndpointType(BROKERS)
                .setBrokers(brokers)
                .setClusterAuthorizedOperations(
                        request.includeClusterAuthorizedOperations()
                                ? AuthorizedOperations.CLUSTER
                                : AuthorizedOperations.OMITTED));
    }
}
