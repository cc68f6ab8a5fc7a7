package io.suiro.process.cluster;

import org.apache.kafka.common.KafkaException;

/**
 * Something that a client does on a thread of its own until it is told to stop. After an error that Kafka's client throws it begins anew;
 * any other is a violation, and its end.
 */
final class Lives implements AutoCloseable {
    private static final long PAUSE_MS = 200;

    private final Runnable life;
    private final Runnable begunAnew;
    private final Violations violations;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Has not begun.
     *
     * @param life returns soon after {@link #isStopping}
     * @param begunAnew is told of each error after which it does
     */
    Lives(String name, Runnable life, Runnable begunAnew, Violations violations) {
        this.life = life;
        this.begunAnew = begunAnew;
        this.violations = violations;
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    boolean isStopping() {
        return stopping;
    }

    private void run() {
        while (!stopping) {
            try {
                life.run();
            } catch (KafkaException e) {
                begunAnew.run();
                pause();
            } catch (RuntimeException e) {
                violations.add(Violation.CLIENT_FAILED, thread.getName() + ": " + e);
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last one is over when this returns. */
    void finish() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    @Override
    public void close() {
        stopping = true;
    }
}
