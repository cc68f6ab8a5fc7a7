package io.suiro.bench.channel;

import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** An application that counts what comes, from the first record up to the last that it is to see. */
public abstract class Receiver {
    /** A key of its configuration. */
    static final String EXPECTED = "bench.records";

    private static final int MINUTES = 5;

    @Inject
    @ConfigProperty(name = EXPECTED)
    int expected;

    private final CompletableFuture<Spent> all = new CompletableFuture<>();
    private Spent begun = Spent.now();
    private int count;

    void count(int records) {
        if (count == 0) {
            begun = Spent.now();
        }
        count += records;
        if (count >= expected) {
            all.complete(Spent.now().since(begun));
        }
    }

    /** What it has taken, once all are there. */
    Spent await() throws InterruptedException, ExecutionException, TimeoutException {
        return all.get(MINUTES, TimeUnit.MINUTES);
    }
}
