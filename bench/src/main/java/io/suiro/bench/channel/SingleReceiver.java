package io.suiro.bench.channel;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Record by record. */
@ApplicationScoped
public class SingleReceiver extends Receiver {
    @Incoming("in")
    public void take(byte[] payload) {
        count(1);
    }
}
