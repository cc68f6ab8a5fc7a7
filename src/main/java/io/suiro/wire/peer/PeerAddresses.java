package io.suiro.wire.peer;

import io.suiro.cluster.PeerAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where brokers are: as told, or else where they were found. Any thread. */
public final class PeerAddresses {
    private final Map<Integer, PeerAddress> told = new ConcurrentHashMap<>();
    private final Map<Integer, PeerAddress> found = new ConcurrentHashMap<>();

    /** From the next connection on. Whether it was told another one before. */
    boolean set(int nodeId, PeerAddress address) {
        PeerAddress before = told.put(nodeId, address);
        return before != null && !before.equals(address);
    }

    /** Null while nobody knows. */
    public @Nullable PeerAddress of(int nodeId) {
        PeerAddress address = told.get(nodeId);
        return address == null ? found.get(nodeId) : address;
    }

    /** Of all whose address is known. */
    public Set<Integer> ids() {
        Set<Integer> ids = new TreeSet<>(told.keySet());
        ids.addAll(found.keySet());
        return ids;
    }

    /** Whether the node may be there: one machine has many names, and what was found is as good as what was told. */
    boolean isAt(int nodeId, PeerAddress address) {
        return address.equals(told.get(nodeId)) || address.equals(found.get(nodeId));
    }

    void found(int nodeId, PeerAddress address) {
        found.put(nodeId, address);
    }
}
