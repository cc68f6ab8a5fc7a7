package io.suiro.wire.handler;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** What a request names more than once. Where one thing may be asked only once, all who ask it are refused. */
final class Repeated {
    private Repeated() {}

    static <T, K> Set<K> keys(Collection<T> items, Function<T, K> key) {
        Set<K> seen = new HashSet<>();
        Set<K> repeated = new HashSet<>();
        for (T item : items) {
            K one = key.apply(item);
            if (!seen.add(one)) {
                repeated.add(one);
            }
        }
        return repeated;
    }
}
