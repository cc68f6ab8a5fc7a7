package io.suiro.error;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A request that is refused as a whole. Stackless: a refusal is an answer, not a fault of the broker. */
public final class Refused extends RuntimeException {
    private final Errors code;

    public Refused(Errors code, @Nullable String detail) {
        super(detail == null ? code.message() : detail, null, false, false);
        this.code = code;
    }

    public Refused(Errors code) {
        this(code, null);
    }

    public Errors code() {
        return code;
    }

    /** Never null: the code's own message where nothing more is known. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
