package io.suiro.admin;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/** A refusal of which the member of the body, or the parameter, is known that has brought it about. Stackless, as {@link Refused}. */
final class RefusedField extends RuntimeException {
    private final String field;
    private final Errors code;

    /** @param field its path, as in {@code configs.retention.ms} */
    RefusedField(String field, Errors code, String detail) {
        super(detail, null, false, false);
        this.field = field;
        this.code = code;
    }

    Problem problem() {
        return Problem.of(new Refused(code, getMessage())).at(field);
    }
}
