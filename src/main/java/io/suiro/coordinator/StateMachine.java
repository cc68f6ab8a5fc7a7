package io.suiro.coordinator;

/**
 * What a shard replicates. All methods run on the shard's lane. Commands decide by reading the machine; only these
 * methods change it.
 *
 * @param <R> durable record
 * @param <C> change of volatile state, which a reload forgets
 */
public interface StateMachine<R, C> {
    /** Takes a record into the durable state: while loading, and after each append. Must not fail. */
    void apply(R record);

    /** Takes a volatile change, after the records of the same decision. */
    void adopt(C change, Moment now);

    /** All records are applied; from here on commands come. */
    void loaded(Moment now);

    /** No command will come any more; timers are cancelled. Whoever still waits is answered by the shard. */
    void resigned();
}
