package io.suiro.base;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** That the application is to stop, said to a start that may wait for other brokers. Any thread. */
public final class Stopping {
    private static final long FIRST_COMPLAINT_MS = 1_000;
    /** As often as that somebody who reads the log wants to know what it waits for. */
    public static final long COMPLAINT_MS = 5_000;

    private final CountDownLatch latch = new CountDownLatch(1);
    private final CompletableFuture<Object> asked = new CompletableFuture<>();

    public void ask() {
        latch.countDown();
        asked.complete(this);
    }

    /** Throws StoppedWhileStarting if it is to stop now, or meanwhile. */
    public void pause(long millis) {
        boolean[] stop = new boolean[1];
        Uninterrupted.await(() -> stop[0] = latch.await(millis, TimeUnit.MILLISECONDS));
        if (stop[0]) {
            throw new StoppedWhileStarting();
        }
    }

    /**
     * Waits until it completes.
     *
     * @param complain run once it has taken a while, and every now and then from then on
     * @throws StoppedWhileStarting if it is to stop before
     */
    public void await(CompletionStage<?> stage, Runnable complain) throws IOException {
        CompletableFuture<?> awaited = stage.toCompletableFuture();
        CompletableFuture<Object> either = CompletableFuture.anyOf(awaited, asked);
        long patienceMs = FIRST_COMPLAINT_MS;
        while (!isDoneWithin(either, patienceMs)) {
            complain.run();
            patienceMs = COMPLAINT_MS;
        }
        try {
            either.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case IOException cause -> throw cause;
                case null, default -> throw e;
            }
        }
        if (!awaited.isDone()) {
            throw new StoppedWhileStarting();
        }
    }

    private static boolean isDoneWithin(CompletableFuture<?> stage, long millis) {
        stage.handle((done, failure) -> true)
                .completeOnTimeout(false, millis, TimeUnit.MILLISECONDS)
                .join();
        return stage.isDone();
    }
}
