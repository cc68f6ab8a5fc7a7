package io.suiro.coordinator;

/**
 * What a shard replicates. All methods run on the shard's lane. Commands decide by reading the machine; only these
 * methods change it.
 *
 * @param <R> durable record
 * @param <C> change of volatile state, which a reload forgets
 */
public interface StateMachine<R, C> {
    /**
     * Takes a record into the durable state: while loading, and after each append. Must not fail.
     *
     * @param offset of the record in the log; later records have larger ones
     */
    void apply(R record, long offset);

    /**
     * As {@link #apply}, for a record of a transaction: nobody may see it before {@link #endTransaction}. Only for machines
     * whose commands decide such.
     */
    default void applyInTransaction(long producerId, R record, long offset) {
        throw new IllegalStateException("a record of a transaction, which has no place here, at offset " + offset);
    }

    /** The producer's transaction has ended, whether it has records here or not; they count if it has committed, and else never did. */
    default void endTransaction(long producerId, boolean committed) {}

    /** Takes a volatile change, after the records of the same decision. */
    void adopt(C change, Moment now);

    /** All records are applied; from here on commands come. */
    void loaded(Moment now);

    /** No command will come any more; timers are cancelled. Whoever still waits is answered by the shard. */
    void resigned();
}
