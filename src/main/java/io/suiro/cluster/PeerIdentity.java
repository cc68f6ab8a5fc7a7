package io.suiro.cluster;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Who a broker is, as it has proved with the cluster's secret.
 *
 * @param directoryId of its metadata directory
 * @param clusterId null while it belongs to no cluster
 */
public record PeerIdentity(
        int nodeId, Uuid directoryId, @Nullable String clusterId) {}
