package io.suiro.wire;

import org.apache.kafka.common.protocol.ApiMessage;

/** What becomes of a request. */
sealed interface Answer {
    /** A message is sent; if it cannot be, its slices are closed. */
    record Message(ApiMessage body) implements Answer {}

    /** The client expects nothing. */
    enum Nothing implements Answer {
        NOTHING
    }

    /** There is no way to answer: the connection is closed. */
    record HangUp(String reason) implements Answer {}

    /** Gives back what the answer holds if it is not sent. */
    default void discard() {
        switch (this) {
            case Message message -> SliceRecords.closeAll(message.body());
            case Nothing nothing -> {}
            case HangUp hangUp -> {}
        }
    }
}
