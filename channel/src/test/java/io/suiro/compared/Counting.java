package io.suiro.compared;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes records in batches. */
@ApplicationScoped
public class Counting {
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger records = new AtomicInteger();

    @Incoming("in")
    void take(List<byte[]> orders) {
        batches.incrementAndGet();
        records.addAndGet(orders.size());
    }

    int batches() {
        return batches.get();
    }

    int records() {
        return records.get();
    }
}
