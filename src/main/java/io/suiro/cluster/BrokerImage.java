package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.BrokerChanged;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A registered broker.
 *
 * @param incarnation of its process, zero if it registered before there were any
 * @param directoryId of its metadata directory, zero if not known
 * @param logDirectoryId of the directory with its partitions, zero if not known
 * @param host as clients are told to connect to
 * @param port of the Kafka door
 * @param peerHost as other brokers are told to connect to, empty if it knows no others
 * @param peerPort of the door for other brokers, -1 if it has none
 * @param brokerEpoch index of its registration in the metadata log
 * @param fenced leads nothing and is no place for a new replica unless others are too few, because it is not heard of
 * @param shuttingDown gives its leadership away, because it is about to stop
 * @param cordoned is no place for a new replica, because somebody said so; outlives its process
 * @param removedFromVoters an operator has taken it out of the voters since it registered, so it is not added by itself
 */
public record BrokerImage(
        int id,
        Uuid incarnation,
        Uuid directoryId,
        Uuid logDirectoryId,
        String host,
        int port,
        String peerHost,
        int peerPort,
        @Nullable String rack,
        long brokerEpoch,
        boolean fenced,
        boolean shuttingDown,
        boolean cordoned,
        boolean removedFromVoters) {

    /** Can lead partitions and join their ISR. */
    public boolean isActive() {
        return !fenced && !shuttingDown;
    }

    /** New replicas go there. */
    public boolean takesReplicas() {
        return isActive() && !cordoned;
    }

    /** New replicas go there if those that take them are too few, although it cannot be in sync before it is active. */
    public boolean canHoldReplicas() {
        return !cordoned;
    }

    /** As the record says. */
    BrokerImage with(BrokerChanged changed) {
        return new BrokerImage(
                id,
                incarnation,
                directoryId,
                logDirectoryId,
                host,
                port,
                peerHost,
                peerPort,
                rack,
                brokerEpoch,
                changed.fenced(),
                changed.shuttingDown(),
                changed.cordoned(),
                changed.removedFromVoters());
    }
}
