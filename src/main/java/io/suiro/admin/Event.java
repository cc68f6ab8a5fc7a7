package io.suiro.admin;

import org.jspecify.annotations.Nullable;

/**
 * What a stream of server-sent events tells.
 *
 * @param name of its kind
 * @param id where a client that was cut off goes on, null to say nothing of that
 * @param data as JSON; null for a sign of life, which clients do not see
 */
record Event(String name, @Nullable String id, @Nullable Object data) {
    /** Nothing has happened, but the stream goes on. */
    static final Event ALIVE = new Event("alive", null, null);

    /** After this one, which is not sent, there are no more. */
    static final Event END = new Event("end", null, null);

    boolean isEnd() {
        return data == null && name.equals(END.name);
    }
}
