package io.suiro.cluster;

import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command on its way, and who waits for its answer. Lane only, but for the answer. */
final class Pending<R> {
    private final MetadataCommand<R> command;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private @Nullable Decision<R> decision;

    Pending(MetadataCommand<R> command) {
        this.command = command;
    }

    MetadataCommand<R> command() {
        return command;
    }

    CompletableFuture<R> answer() {
        return answer;
    }

    /** Nobody waits any more. */
    boolean isAnswered() {
        return answer.isDone();
    }

    List<MetadataRecord> decide(MetadataImage image, DecisionContext context) {
        decision = Decisions.decide(image, command, context);
        return decision.records();
    }

    /** Gives the answer that was decided. */
    void release() {
        if (decision != null) {
            answer.complete(decision.response());
        }
    }

    void refuse(Refused refused) {
        answer.completeExceptionally(refused);
    }
}
