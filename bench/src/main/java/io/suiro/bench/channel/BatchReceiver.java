package io.suiro.bench.channel;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** As many at a time as there are: {@code batch=true}. */
@ApplicationScoped
public class BatchReceiver extends Receiver {
    @Incoming("in")
    public void take(List<byte[]> payloads) {
        count(payloads.size());
    }
}
