package io.suiro.app;

/** The configuration does not allow a start. The message is for the operator, who needs no stack trace. */
final class WrongConfiguration extends RuntimeException {
    WrongConfiguration(String message) {
        super(message, null, false, false);
    }
}
