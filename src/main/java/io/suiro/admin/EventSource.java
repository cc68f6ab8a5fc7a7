package io.suiro.admin;

import java.util.concurrent.CompletionStage;

/** Where the events of one stream come from. Asked for one at a time, and only when the client has taken the one before. */
interface EventSource extends AutoCloseable {
    /** A source that has nothing to tell says so after this time, so that a client that is gone is noticed. */
    int SIGN_OF_LIFE_MS = 15_000;

    /**
     * The next event, {@link Event#ALIVE} if there is none for {@link #SIGN_OF_LIFE_MS}, {@link Event#END} if there will be none. Does not hold up who asks. A failure ends
     * the stream: what can be refused is refused before it is opened.
     */
    CompletionStage<Event> next();

    /** The client is gone, or nobody is to be told any more; may come while the next event is waited for. Any number of times. */
    @Override
    void close();
}
