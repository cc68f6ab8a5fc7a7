package io.suiro.admin;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.protocol.Errors;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/**
 * What a request's body may say is told by constraints (Jakarta Validation 3.1) of the records that it is read into, where the parameter is {@link Valid}. Hibernate Validator comes up
 * when the first body does, not when the broker starts (docs/adr/0043).
 */
@Provider
public class BodyValidation implements ReaderInterceptor {
    /** @throws ConstraintViolationException with all that is wrong; {@link RefusedField} if there is no body */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Object body = context.proceed();
        if (Arrays.stream(context.getAnnotations()).noneMatch(Valid.class::isInstance)) {
            return body;
        }
        if (body == null) {
            throw new RefusedField("body", Errors.INVALID_REQUEST, "The request has no body.");
        }
        Set<ConstraintViolation<Object>> violations = Lazily.VALIDATOR.validate(body);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return body;
    }

    private static final class Lazily {
        /** Says its version, which nobody wants to know; held, because the log manager refers to it weakly. */
        private static final Logger VERSION = Logger.getLogger("org.hibernate.validator.internal.util.Version");

        static final Validator VALIDATOR = validator();

        private Lazily() {}

        private static Validator validator() {
            VERSION.setLevel(Level.WARNING);
            return Validation.byProvider(HibernateValidator.class)
                    .configure()
                    .ignoreXmlConfiguration()
                    .messageInterpolator(new ParameterMessageInterpolator())
                    .buildValidatorFactory()
                    .getValidator();
        }
    }
}
