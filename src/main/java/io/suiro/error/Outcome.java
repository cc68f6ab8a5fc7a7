package io.suiro.error;

import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The result for one item of a request: a value, or Kafka's error code with a sentence for the person who reads it. */
public sealed interface Outcome<T> {
    record Ok<T>(T value) implements Outcome<T> {}

    record Failed<T>(Errors code, String detail) implements Outcome<T> {}

    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value);
    }

    /** Success where there is nothing to tell. */
    @SuppressWarnings("NullAway") // Void has no other value than null
    static Outcome<Void> done() {
        return new Ok<>(null);
    }

    static <T> Outcome<T> failed(Errors code, @Nullable String detail) {
        return new Failed<>(code, detail == null ? code.message() : detail);
    }

    static <T> Outcome<T> failed(Errors code) {
        return failed(code, null);
    }

    default Errors code() {
        return switch (this) {
            case Ok<T> ok -> Errors.NONE;
            case Failed<T> failed -> failed.code;
        };
    }

    /** Null if it succeeded. */
    default @Nullable String detail() {
        return switch (this) {
            case Ok<T> ok -> null;
            case Failed<T> failed -> failed.detail;
        };
    }

    /** The value, or the failure thrown as {@link Refused}. */
    default T orThrow() {
        return switch (this) {
            case Ok<T> ok -> ok.value;
            case Failed<T> failed -> throw new Refused(failed.code, failed.detail);
        };
    }

    default <R> Outcome<R> map(Function<T, R> function) {
        return switch (this) {
            case Ok<T> ok -> ok(function.apply(ok.value));
            case Failed<T> failed -> new Failed<>(failed.code, failed.detail);
        };
    }
}
