package io.suiro.admin;

import io.suiro.error.Refused;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes problems of what the resources throw. */
final class Problems {
    private static final int BAD_REQUEST = 400;

    @ServerExceptionMapper
    Response refused(Refused refused) {
        return Problem.of(refused).response();
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException invalid) {
        String detail = invalid.getConstraintViolations().stream()
                .map(Problems::sentence)
                .sorted()
                .collect(Collectors.joining("; "));
        return new Problem("The request is not valid.", BAD_REQUEST, detail, Errors.INVALID_REQUEST.name()).response();
    }

    private static String sentence(ConstraintViolation<?> violation) {
        String field = "";
        for (Path.Node node : violation.getPropertyPath()) {
            field = node.getName();
        }
        return field + " " + violation.getMessage();
    }

    /** What JAX-RS itself refuses: no such path, a body that is no JSON. */
    @ServerExceptionMapper
    Response unserved(WebApplicationException unserved) {
        Response answer = unserved.getResponse();
        Throwable cause = unserved.getCause();
        String detail = cause == null ? unserved.getMessage() : cause.getMessage();
        return new Problem(
                        answer.getStatusInfo().getReasonPhrase(),
                        answer.getStatus(),
                        String.valueOf(detail),
                        Errors.INVALID_REQUEST.name())
                .response();
    }
}
