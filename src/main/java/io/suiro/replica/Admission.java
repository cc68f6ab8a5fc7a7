package io.suiro.replica;

import io.suiro.error.Outcome;
import io.suiro.log.VerificationGuard;
import java.util.concurrent.CompletionStage;

/** Asks the coordinator of a producer's transaction whether a partition belongs to it. */
@FunctionalInterface
public interface Admission {
    /** Completes on any thread, at once or later, and never exceptionally. Called on the partition's lane, where it must not wait. */
    CompletionStage<Outcome<Void>> ask(VerificationGuard guard);
}
