package io.suiro.config;

/** The configuration does not allow a start. The message is for the operator, who needs no stack trace. */
public final class WrongConfiguration extends RuntimeException {
    public WrongConfiguration(String message) {
        super(message, null, false, false);
    }
}
