package io.suiro.compared;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes records in batches. */
@ApplicationScoped
public class Counting {
    private final AtomicInteger records = new AtomicInteger();

    @Incoming("in")
    void take(List<byte[]> orders) {
        records.addAndGet(orders.size());
    }

    int records() {
        return records.get();
    }
}
