package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** From stages that fail with {@link Refused} to values. */
final class Outcomes {
    private static final Logger LOG = System.getLogger(Outcomes.class.getName());

    private Outcomes() {}

    static <T> CompletionStage<Outcome<T>> of(CompletionStage<T> stage) {
        return stage.handle((value, failure) -> failure == null ? Outcome.ok(value) : failed(failure));
    }

    /** For stages whose value is an outcome already. */
    static <T> CompletionStage<Outcome<T>> flat(CompletionStage<Outcome<T>> stage) {
        return stage.exceptionally(Outcomes::failed);
    }

    /** Anything but a refusal is a fault of ours: logged here, and answered as UNKNOWN_SERVER_ERROR. */
    static <T> Outcome<T> failed(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Refused refused) {
            return Outcome.failed(refused.code(), refused.detail());
        }
        LOG.log(Level.ERROR, "a use case failed", cause);
        return Outcome.failed(Errors.UNKNOWN_SERVER_ERROR, cause.toString());
    }
}
