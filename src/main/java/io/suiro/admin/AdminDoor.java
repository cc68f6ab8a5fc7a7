package io.suiro.admin;

import io.suiro.broker.Broker;
import io.suiro.error.Refused;
import jakarta.inject.Singleton;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The broker of this process, for the resources; HTTP is served before there is one. */
@Singleton
public final class AdminDoor {
    private volatile @Nullable Broker broker;

    /** Once. */
    public void opened(Broker opened) {
        broker = opened;
    }

    /**
     * The broker.
     *
     * @throws Refused BROKER_NOT_AVAILABLE while it is being opened
     */
    Broker broker() {
        Broker opened = broker;
        if (opened == null) {
            throw new Refused(Errors.BROKER_NOT_AVAILABLE, "This broker is still starting.");
        }
        return opened;
    }
}
