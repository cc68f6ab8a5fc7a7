package io.suiro.channel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that takes a while to make, and that not everybody needs: made when it is first asked for, once. Any thread. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T found = made;
        return found == null ? make() : found;
    }

    private synchronized T make() {
        T found = made;
        if (found == null) {
            found = maker.get();
            made = found;
        }
        return found;
    }
}
