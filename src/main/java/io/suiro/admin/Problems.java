package io.suiro.admin;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.suiro.error.Refused;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.Objects;
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
    Response refused(RefusedField refused) {
        return refused.problem().response();
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException invalid) {
        String detail = invalid.getConstraintViolations().stream()
                .map(Problems::sentence)
                .sorted()
                .collect(Collectors.joining("; "));
        String field = invalid.getConstraintViolations().stream()
                .map(violation -> field(violation.getPropertyPath()))
                .min(Comparator.naturalOrder())
                .orElse("");
        return new Problem("The request is not valid.", BAD_REQUEST, detail, Errors.INVALID_REQUEST.name())
                .at(field)
                .response();
    }

    /** A body that is JSON, but not of the shape that is asked for. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException mismatched) {
        String field = mismatched.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        Problem problem = new Problem(
                "The request is not valid.",
                BAD_REQUEST,
                (field.isEmpty() ? "" : field + ": ") + mismatched.getOriginalMessage(),
                Errors.INVALID_REQUEST.name());
        return (field.isEmpty() ? problem : problem.at(field)).response();
    }

    private static String sentence(ConstraintViolation<?> violation) {
        return field(violation.getPropertyPath()) + " " + violation.getMessage();
    }

    /** Where in the body, as in {@code topics[0].topic} or {@code configs.retention.ms}. */
    private static String field(Path path) {
        StringBuilder inBody = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                inBody.append('[').append(node.getIndex()).append(']');
            }
            if (node.getKey() != null) {
                inBody.append('.').append(node.getKey());
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                inBody.append(inBody.isEmpty() ? "" : ".").append(node.getName());
            }
        }
        return inBody.toString();
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
