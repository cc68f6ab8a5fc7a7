package io.suiro.admin;

import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query. Strict, as what is misspelt or misread would be taken for left out: a parameter that nobody knows, one given twice where one is
 * wanted, and a value that makes no sense are refused with INVALID_REQUEST and the parameter's name.
 */
final class Query {
    private final Map<String, List<String>> parameters;

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** @param known every parameter that there is */
    static Query of(UriInfo uri, String... known) {
        TreeSet<String> names = new TreeSet<>(List.of(known));
        Map<String, List<String>> parameters = uri.getQueryParameters();
        parameters.forEach((name, values) -> {
            if (!names.contains(name)) {
                throw refused(name, String.join(",", values), "the only parameters are " + String.join(", ", names));
            }
        });
        return new Query(parameters);
    }

    /** In the order in which they are given; empty if none is. */
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** Null if it is not given. */
    @Nullable
    String text(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw refused(name, String.join(",", values), "it is given more than once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** {@code ?name} and {@code ?name=true} claim it; {@code false} and nothing do not. */
    boolean flag(String name) {
        String value = text(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (!value.isEmpty() && !value.equals("true")) {
            throw refused(name, value, "true or false is wanted");
        }
        return true;
    }

    int number(String name, int otherwise, int least, int most) {
        return Math.toIntExact(number(name, (long) otherwise, least, most));
    }

    long number(String name, long otherwise, long least, long most) {
        String value = text(name);
        return value == null ? otherwise : number(name, value, least, most);
    }

    /** Of a value, or a part of one. */
    static long number(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer
        }
        throw refused(
                name,
                value,
                most == Long.MAX_VALUE
                        ? "a number from " + least + " on is wanted"
                        : "a number from " + least + " to " + most + " is wanted");
    }

    /** Milliseconds since the epoch; null if it is not given. */
    @Nullable
    Long time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw refused(name, value, "a time in ISO 8601 with a zone is wanted, such as 2026-11-27T06:00:00Z");
        }
    }

    static RefusedField refused(String name, String value, String why) {
        return new RefusedField(name, Errors.INVALID_REQUEST, name + "=" + value + ": " + why + ".");
    }
}
