package io.suiro.coordinator.txn;

import io.suiro.coordinator.Moment;
import io.suiro.coordinator.StateMachine;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The transactional ids of one partition of {@code __transaction_state}: records make all of it. Lane only. */
final class TransactionMachine implements StateMachine<TransactionRecord, Void> {
    private final Map<String, Transaction> byId = new HashMap<>();
    private final Consumer<Moment> loaded;
    private volatile int size;

    /** @param loaded told when commands may come */
    TransactionMachine(Consumer<Moment> loaded) {
        this.loaded = loaded;
    }

    @Nullable
    Transaction find(String transactionalId) {
        return byId.get(transactionalId);
    }

    Map<String, Transaction> all() {
        return Collections.unmodifiableMap(byId);
    }

    /** Any thread. */
    int size() {
        return size;
    }

    @Override
    public void apply(TransactionRecord record, long offset) {
        switch (record) {
            case TransactionRecord.Stored(String id, Transaction transaction) -> byId.put(id, transaction);
            case TransactionRecord.Forgotten(String id) -> byId.remove(id);
        }
        size = byId.size();
    }

    @Override
    public void adopt(Void change, Moment now) {
        throw new AssertionError("transactions have no state but that of their records");
    }

    @Override
    public void loaded(Moment now) {
        loaded.accept(now);
    }

    @Override
    public void resigned() {
        size = 0;
    }
}
