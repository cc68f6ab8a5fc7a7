package io.suiro.wire.handler;

import io.suiro.broker.Cluster;
import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Refuses what is meant for another cluster. */
public final class RightCluster {
    private final Cluster cluster;

    public RightCluster(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Compares ids.
     *
     * @param clusterId as the request names it, null if it does not
     * @throws Refused INCONSISTENT_CLUSTER_ID if it is not this one
     */
    void check(@Nullable String clusterId) {
        if (clusterId != null && !clusterId.equals(cluster.id())) {
            throw new Refused(
                    Errors.INCONSISTENT_CLUSTER_ID, "This is cluster " + cluster.id() + ", not " + clusterId + ".");
        }
    }
}
