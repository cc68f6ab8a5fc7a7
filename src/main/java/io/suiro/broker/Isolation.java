package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.BrokerPresence;
import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.MetadataController;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether this broker is cut off: it may have been fenced without hearing of it, and others lead what it believes to lead. No controller
 * has been heard of for as long as one takes to fence a broker, nor have followers fetched. A broker whose machine says that its process
 * has ended leads nothing, and counts for nobody. Any thread.
 */
final class Isolation {
    private final int brokerId;
    private final MetadataController controller;
    private final BrokerPresence presence;
    private final Clock clock;
    private final long sessionMs;
    private final long missedMs;
    /** By broker id, when it last fetched, be it in vain. */
    private final Map<Integer, Long> heardNanos = new ConcurrentHashMap<>();

    Isolation(
            int brokerId, MetadataController controller, BrokerPresence presence, Clock clock, ClusterOptions cluster) {
        this.brokerId = brokerId;
        this.controller = controller;
        this.presence = presence;
        this.clock = clock;
        sessionMs = cluster.sessionMs();
        // That there is no controller is only known after the time of an election.
        missedMs = cluster.sessionMs() - cluster.electionMs();
    }

    int brokerId() {
        return brokerId;
    }

    /** A follower fetches. */
    void heard(int followerId) {
        heardNanos.put(followerId, clock.nanoTime());
    }

    /** Whether this broker may lead by now what it follows as far as is known here. */
    boolean isCutOffFrom(int followerId) {
        return isControllerMissed() && isSilent(followerId) && !presence.isGone(followerId);
    }

    /** Whether no other broker is heard of at all. */
    boolean isCutOff() {
        if (!isControllerMissed()) {
            return false;
        }
        boolean some = false;
        for (BrokerImage broker : controller.image().brokers().values()) {
            if (broker.id() != brokerId && !broker.fenced()) {
                if (!isSilent(broker.id())) {
                    return false;
                }
                some |= !presence.isGone(broker.id());
            }
        }
        return some;
    }

    private boolean isControllerMissed() {
        return controller.controllerId() < 0 && controller.controllerMissedMs() >= missedMs;
    }

    private boolean isSilent(int followerId) {
        Long heard = heardNanos.get(followerId);
        return heard == null || TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - heard) >= sessionMs;
    }
}
