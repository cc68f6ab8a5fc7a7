package io.suiro.bench.load;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tail reading beside a consumer that catches up: it reads the whole topic, over and over, as fast as it can. */
public record MixedLoad(TailLoad tail, FetchLoad catchUp) {

    /** What each had. */
    public record Both(TailOutcome tail, Outcome catchUp) {}

    /** @param bootstrap for the reader, which needs a connection of its own */
    Both run(Cluster cluster, String bootstrap, Timing timing, BrokerCpu cpu) throws IOException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Outcome> reading = thread.submit(() -> {
                try (Cluster own = Cluster.connect(bootstrap)) {
                    return catchUp.run(own, timing, BrokerCpu.UNWATCHED);
                }
            });
            TailOutcome outcome = tail.run(cluster, timing, cpu);
            return new Both(outcome, reading.get());
        } catch (ExecutionException e) {
            throw new IOException("the reader that catches up failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
