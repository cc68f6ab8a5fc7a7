package io.suiro.coordinator.share;

import io.suiro.coordinator.Moment;
import io.suiro.coordinator.StateMachine;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The share partitions of one partition of {@code __share_group_state}: records make all of it. Lane only. */
final class ShareMachine implements StateMachine<ShareRecord, Void> {
    private final Map<ShareKey, Held> byKey = new HashMap<>();
    private final Consumer<Moment> loaded;
    private volatile int size;

    /**
     * A share partition.
     *
     * @param changes since its last snapshot
     * @param snapshotOffset of that snapshot in the log, which may be cut below
     * @param lastOffset of its last record
     */
    record Held(ShareState state, int changes, long snapshotOffset, long lastOffset) {}

    /** @param loaded told when commands may come */
    ShareMachine(Consumer<Moment> loaded) {
        this.loaded = loaded;
    }

    @Nullable
    Held find(ShareKey key) {
        return byKey.get(key);
    }

    Map<ShareKey, Held> all() {
        return Collections.unmodifiableMap(byKey);
    }

    /** Any thread. */
    int size() {
        return size;
    }

    @Override
    public void apply(ShareRecord record, long offset) {
        switch (record) {
            case ShareRecord.Stored(ShareKey key, ShareState state) ->
                byKey.put(key, new Held(state, 0, offset, offset));
            case ShareRecord.Changed changed ->
                byKey.computeIfPresent(changed.key(), (key, held) -> apply(held, changed, offset));
            case ShareRecord.Forgotten(ShareKey key) -> byKey.remove(key);
        }
        size = byKey.size();
    }

    /** Where the log was cut, changes may be left of a snapshot that is not there any more; a later one says it all. */
    private static Held apply(Held held, ShareRecord.Changed changed, long offset) {
        return changed.snapshotEpoch() == held.state.snapshotEpoch()
                ? new Held(held.state.changed(changed), held.changes + 1, held.snapshotOffset, offset)
                : held;
    }

    @Override
    public void adopt(Void change, Moment now) {
        throw new AssertionError("share partitions have no state but that of their records");
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
