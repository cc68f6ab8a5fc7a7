package io.suiro.channel;

import io.suiro.base.Clock;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What becomes of a record that an application refuses: {@code failure-strategy}. */
interface FailureStrategy {
    /** Completes once it is taken care of, so that the group may go on behind it; exceptionally if it may not, which stops the channel. */
    CompletionStage<Void> handle(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told);

    /** The one that is asked for. */
    static FailureStrategy of(IncomingSettings settings, Letters letters, Clock clock) {
        return switch (settings.failures()) {
            case FAIL -> (record, reason, told) -> CompletableFuture.failedStage(reason);
            case IGNORE -> FailureStrategy::ignore;
            case DEAD_LETTER_QUEUE -> new DeadLetters(letters, settings.deadLetterTopic());
            case DELAYED_RETRY_TOPIC -> new RetryTopics(Objects.requireNonNull(settings.retries()), letters, clock);
        };
    }

    private static CompletionStage<Void> ignore(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        Logger.getLogger(FailureStrategy.class)
                .warnf(
                        "%s offset %d is ignored: %s",
                        record.topicPartition(),
                        record.offset(),
                        Objects.requireNonNullElse(reason.getMessage(), reason));
        return CompletableFuture.completedStage(null);
    }
}
