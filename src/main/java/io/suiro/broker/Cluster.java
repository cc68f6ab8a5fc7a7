package io.suiro.broker;

import io.suiro.cluster.BrokerPresence;
import io.suiro.cluster.MetadataController;
import io.suiro.cluster.QuorumPart;
import java.util.concurrent.CompletionStage;

/** The cluster as a whole, and how this broker stands in it. Any thread. */
public final class Cluster {
    private final String id;
    private final MetadataController controller;
    private final BrokerPresence presence;
    private final Isolation isolation;

    Cluster(String id, MetadataController controller, BrokerPresence presence, Isolation isolation) {
        this.isolation = isolation;
        this.id = id;
        this.controller = controller;
        this.presence = presence;
    }

    /** The same on every broker, for ever. */
    public String id() {
        return id;
    }

    /** This broker. */
    public int brokerId() {
        return isolation.brokerId();
    }

    /** The broker that decides on changes of metadata, -1 while none is known; any broker takes them. */
    public int controllerId() {
        return controller.controllerId();
    }

    /** For how long no broker has been known that decides, 0 while one is. */
    public long controllerMissedMs() {
        return controller.controllerMissedMs();
    }

    /** How long ago the controller last answered this broker's heartbeat, -1 if it never did. */
    public long controllerAnsweredMsAgo() {
        return presence.controllerAnsweredMsAgo();
    }

    /** Of the latest registration, -1 before the first. */
    public long brokerEpoch() {
        return presence.brokerEpoch();
    }

    /** Last entry of the metadata log that this broker goes by, -1 before the first. */
    public long metadataIndex() {
        return controller.image().index();
    }

    /** Whether the metadata here was known to be current once, and has been kept up since. */
    public boolean isLearnt() {
        return controller.isLearnt();
    }

    /** Whether this broker is registered and not fenced, as far as it has heard. */
    public boolean isServing() {
        return presence.isServing();
    }

    /** Whether it hears of no other: what it knows of who leads may be long over, and clients had better ask another. */
    public boolean isCutOff() {
        return isolation.isCutOff();
    }

    /** This broker's part in the agreement on metadata. */
    public CompletionStage<QuorumPart> part() {
        return controller.part();
    }
}
