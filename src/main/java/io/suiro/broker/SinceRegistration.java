package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import org.apache.kafka.common.Uuid;

/**
 * Keeps metadata from a listener until the registration of this life of the broker is in it. What comes before speaks of earlier lives:
 * whoever did as it says would lead, in an epoch in which an earlier life has led, without what was lost since. Thread of the listeners.
 */
final class SinceRegistration implements Controller.Listener {
    private final int brokerId;
    private final Uuid incarnation;
    private final Controller.Listener listener;
    private MetadataImage told;
    private boolean isRegistered;

    /** @param told what the listener knows already */
    SinceRegistration(int brokerId, Uuid incarnation, MetadataImage told, Controller.Listener listener) {
        this.brokerId = brokerId;
        this.incarnation = incarnation;
        this.told = told;
        this.listener = listener;
    }

    @Override
    public void changed(MetadataImage before, MetadataImage after) {
        BrokerImage self = after.broker(brokerId);
        isRegistered |= self != null && self.incarnation().equals(incarnation);
        if (isRegistered) {
            MetadataImage known = told;
            told = after;
            listener.changed(known, after);
        }
    }
}
