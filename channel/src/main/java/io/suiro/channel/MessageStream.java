package io.suiro.channel;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to one subscriber, as many as it asks for, on a Vert.x context. Messages are made when they are handed out, not before.
 */
final class MessageStream implements Flow.Publisher<Message<?>> {
    /** Others on the event loop have their turn after so many. */
    private static final int TURN = 256;

    private final Context context;
    private final Source source;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile Flow.@Nullable Subscriber<? super Message<?>> subscriber;
    private volatile boolean ended;
    /** On the context. */
    private boolean inTurn;

    /** Where messages come from; called on the context. */
    interface Source {
        /** At most so many. */
        List<? extends Message<?>> next(int most);

        /** More would be welcome. */
        void wanted();

        void cancelled();
    }

    MessageStream(Context context, Source source) {
        this.context = context;
        this.source = source;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message<?>> who) {
        if (subscriber != null) {
            throw new IllegalStateException("a channel has one subscriber; broadcast=true makes room for more");
        }
        subscriber = who;
        who.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                if (n <= 0) {
                    end(new IllegalArgumentException("asked for " + n + " messages (Reactive Streams, rule 3.9)"));
                    return;
                }
                demand.getAndAccumulate(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
                if (Vertx.currentContext() == context && !inTurn) {
                    turn();
                } else {
                    signal();
                }
            }

            @Override
            public void cancel() {
                ended = true;
                source.cancelled();
            }
        });
        signal();
    }

    boolean isSubscribed() {
        return subscriber != null;
    }

    /** There may be something to hand out. Any thread. */
    void signal() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> turn());
        }
    }

    /** Nothing comes after this. */
    void end(@Nullable Throwable reason) {
        context.runOnContext(ignored -> {
            Flow.Subscriber<? super Message<?>> who = subscriber;
            if (!ended && who != null) {
                ended = true;
                if (reason == null) {
                    who.onComplete();
                } else {
                    who.onError(reason);
                }
            }
        });
    }

    private void turn() {
        scheduled.set(false);
        Flow.Subscriber<? super Message<?>> who = subscriber;
        if (who == null || ended) {
            return;
        }
        int most = (int) Math.min(demand.get(), TURN);
        if (most == 0) {
            return;
        }
        inTurn = true;
        try {
            List<? extends Message<?>> messages = source.next(most);
            if (demand.get() != Long.MAX_VALUE) {
                demand.addAndGet(-messages.size());
            }
            for (Message<?> message : messages) {
                who.onNext(message);
            }
            source.wanted();
            if (!messages.isEmpty() && demand.get() > 0) {
                signal();
            }
        } finally {
            inTurn = false;
        }
    }
}
