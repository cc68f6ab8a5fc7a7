package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Unverified;
import io.suiro.log.VerificationGuard;
import io.suiro.record.Batch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Appends of transactional producers to a partition. The first batch of a transaction waits until its coordinator has been asked, and so
 * does whatever the producer sends behind it, so that the log gets them in the order in which they came:
 *
 * <pre>
 * append ──▶ unverified? ── no ──▶ in the log
 *                │ yes                 ▲
 *                ▼            yes      │
 *              asked ── belongs to it? ┤
 *                                      └── no ──▶ refused, as the coordinator says
 * </pre>
 *
 * Lane only, but for {@link #append}. Source: KIP-890.
 */
final class AdmittedAppends {
    private final Appending appending;
    private final Lane lane;
    private final Map<Long, Question> askedOf = new HashMap<>();

    AdmittedAppends(Appending appending, Lane lane) {
        this.appending = appending;
        this.lane = lane;
    }

    private static final class Append {
        private final ByteBuffer batches;
        private final boolean safely;
        private final Admission admission;
        private final PendingAppend pending = new PendingAppend();
        /** What the coordinator has said yes to. */
        private @Nullable VerificationGuard admitted;

        Append(ByteBuffer batches, boolean safely, Admission admission) {
            this.batches = batches;
            this.safely = safely;
            this.admission = admission;
        }

        long producerId() {
            return Batch.producerId(batches, batches.position());
        }

        boolean isOfEpoch(VerificationGuard guard) {
            return Batch.producerEpoch(batches, batches.position()) == guard.producerEpoch();
        }

        boolean isAdmitted(VerificationGuard guard) {
            VerificationGuard before = admitted;
            return before != null && before.producerEpoch() == guard.producerEpoch();
        }

        void fail(Throwable failure) {
            pending.appended().completeExceptionally(failure);
            pending.acknowledged().completeExceptionally(failure);
        }
    }

    private record Question(VerificationGuard guard, ArrayDeque<Append> waiting) {}

    /** As {@link Appending#appendAdmitted}. */
    PendingAppend append(ByteBuffer batches, boolean safely, Admission admission) {
        Append append = new Append(batches, safely, admission);
        appending.soonOnLane(batches.remaining(), () -> take(append));
        return append.pending;
    }

    private void take(Append append) {
        Question asked = askedOf.get(append.producerId());
        if (asked == null) {
            attempt(append);
        } else {
            asked.waiting.add(append);
        }
    }

    private void attempt(Append append) {
        try {
            appending.append(append.batches, AppendOrigin.CLIENT, append.safely, append.pending);
        } catch (Unverified e) {
            if (append.isAdmitted(e.guard())) {
                append.fail(new Refused(
                        Errors.INVALID_TXN_STATE, "The transaction was ended before its first record came here."));
            } else {
                ask(e.guard(), append);
            }
        } catch (RuntimeException | Error e) {
            append.fail(e);
        }
    }

    private void ask(VerificationGuard guard, Append first) {
        Question question = new Question(guard, new ArrayDeque<>());
        question.waiting.add(first);
        askedOf.put(guard.producerId(), question);
        try {
            var _ = first.admission
                    .ask(guard)
                    .whenComplete((answer, failure) ->
                            lane.execute(() -> answered(question, failure == null ? answer : null, failure)));
        } catch (RuntimeException | Error e) {
            answered(question, null, e);
        }
    }

    private void answered(Question question, @Nullable Outcome<Void> answer, @Nullable Throwable failure) {
        askedOf.remove(question.guard.producerId());
        boolean admitted = answer instanceof Outcome.Ok<Void>;
        if (admitted) {
            appending.verified(question.guard);
        }
        for (Append next = question.waiting.poll(); next != null; next = question.waiting.poll()) {
            if (admitted || !next.isOfEpoch(question.guard)) {
                next.admitted = admitted ? question.guard : next.admitted;
                take(next);
            } else if (answer instanceof Outcome.Failed<Void>(Errors code, String detail)) {
                next.fail(new Refused(code, detail));
            } else {
                next.fail(new CompletionException(failure));
            }
        }
    }
}
