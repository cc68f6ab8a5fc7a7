package io.suiro.channel;

import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** What becomes of a record that an application refuses: {@code failure-strategy}. */
interface FailureStrategy {
    /** Completes once it is taken care of, so that the group may go on behind it; exceptionally if it may not. */
    CompletionStage<Void> handle(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told);
}
