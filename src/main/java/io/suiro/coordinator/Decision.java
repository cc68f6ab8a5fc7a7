package io.suiro.coordinator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command comes to, before anything has happened: records to append and apply, changes of the state that is not
 * replicated (who waits, who must be heard from until when), and answers to give once the records are committed.
 *
 * <p>Records are appended in order, in as many batches as they need; after a crash a prefix of them may be all that is
 * left, so each prefix must be a state that can be lived with. Either all of a decision takes effect or, if the append
 * is refused, none of it.
 *
 * @param <R> durable record of the state machine
 * @param <C> change of its volatile state
 * @param transaction that the records belong to, which count when it has committed; null if they count at once
 */
public record Decision<R, C>(
        List<R> records,
        List<C> changes,
        List<Answer<?>> answers,
        @Nullable OpenTransaction transaction) {
    public Decision {
        records = List.copyOf(records);
        changes = List.copyOf(changes);
        answers = List.copyOf(answers);
    }

    /** One whose records count at once. */
    public Decision(List<R> records, List<C> changes, List<Answer<?>> answers) {
        this(records, changes, answers, null);
    }

    /** Nothing happens and nobody is answered. */
    public static <R, C> Decision<R, C> nothing() {
        return new Decision<>(List.of(), List.of(), List.of());
    }
}
