package io.suiro.channel;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bean Validation of payloads, where the application has a validator and the payload's class has constraints. Any thread. */
final class PayloadValidation {
    static final PayloadValidation OFF = new PayloadValidation(null);

    private final @Nullable Validator validator;
    private final Map<Class<?>, Boolean> constrained = new ConcurrentHashMap<>();

    PayloadValidation(@Nullable Validator validator) {
        this.validator = validator;
    }

    /** @throws ConstraintViolationException naming each path and what is wrong with it */
    void check(@Nullable Object payload) {
        if (validator == null || payload == null || !isConstrained(validator, payload.getClass())) {
            return;
        }
        Set<ConstraintViolation<Object>> violations = validator.validate(payload);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(
                    violations.stream()
                            .map(one -> one.getPropertyPath() + " " + one.getMessage())
                            .sorted()
                            .collect(Collectors.joining(", ")),
                    violations);
        }
    }

    private boolean isConstrained(Validator of, Class<?> type) {
        return constrained.computeIfAbsent(
                type, key -> of.getConstraintsForClass(key).isBeanConstrained());
    }
}
