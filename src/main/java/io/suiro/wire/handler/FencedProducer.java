package io.suiro.wire.handler;

import io.suiro.base.Stages;
import io.suiro.error.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** PRODUCER_FENCED in the words of clients that do not know it (KIP-588). */
final class FencedProducer {
    private FencedProducer() {}

    /** The answer as it is, or its refusal as that version knows it. */
    static <T> CompletionStage<T> forVersion(CompletionStage<T> answer, short version, int firstThatKnows) {
        return version >= firstThatKnows
                ? answer
                : answer.exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        Stages.cause(failure) instanceof Refused refused && refused.code() == Errors.PRODUCER_FENCED
                                ? new Refused(Errors.INVALID_PRODUCER_EPOCH, refused.detail())
                                : failure));
    }
}
