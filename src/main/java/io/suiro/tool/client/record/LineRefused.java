package io.suiro.tool.client.record;

/** One line of the input is no record; the message says why. */
final class LineRefused extends Exception {
    LineRefused(String message) {
        super(message, null, false, false);
    }
}
