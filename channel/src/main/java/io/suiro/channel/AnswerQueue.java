package io.suiro.channel;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs tasks on a Vert.x context in the order they came, those that came meanwhile in one turn: waking an event loop costs more than most of them. */
final class AnswerQueue {
    /** Others on the event loop have their turn after so many. */
    private static final int TURN = 256;

    private final Context context;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    AnswerQueue(Context context) {
        this.context = context;
    }

    /** Any thread; a task must not throw. */
    void add(Runnable task) {
        waiting.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> turn());
        }
    }

    /** Whoever adds after the last look schedules the next turn. */
    private void turn() {
        for (int ran = 0; ran < TURN; ran++) {
            Runnable task = waiting.poll();
            if (task == null) {
                break;
            }
            task.run();
        }
        scheduled.set(false);
        if (!waiting.isEmpty()) {
            schedule();
        }
    }
}
