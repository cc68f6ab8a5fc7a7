package io.suiro.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A registered broker.
 *
 * @param host as clients are told to connect to
 * @param port of the Kafka door
 * @param brokerEpoch index of its registration in the metadata log
 */
public record BrokerImage(
        int id, String host, int port, @Nullable String rack, long brokerEpoch, boolean fenced) {}
