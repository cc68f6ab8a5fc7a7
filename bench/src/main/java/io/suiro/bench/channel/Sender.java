package io.suiro.bench.channel;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

/** An application that sends. */
@ApplicationScoped
public class Sender {
    /** As many as either connector takes before it makes an application wait. */
    private static final int IN_FLIGHT = 1024;

    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();

    @Inject
    @Channel("out")
    @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
    Emitter<byte[]> out;

    /** One thread sends, and waits where too many have no answer yet. Returns once all have one. */
    public Spent send(int records, byte[] payload) throws InterruptedException {
        Spent begun = Spent.now();
        for (int i = 0; i < records; i++) {
            free.acquire();
            out.send(payload).whenComplete(this::answered);
        }
        free.acquire(IN_FLIGHT);
        free.release(IN_FLIGHT);
        if (refused.get() != null) {
            throw new IllegalStateException("a record was refused", refused.get());
        }
        return Spent.now().since(begun);
    }

    private void answered(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            refused.set(Objects.requireNonNull(failure));
        }
        free.release();
    }
}
