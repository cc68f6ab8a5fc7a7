package io.suiro.replica;

import java.util.concurrent.ConcurrentHashMap;

/**
 * How long brokers have followed this one since they registered. One that has just been started runs most of its code for the first
 * time, interpreted and beside its compilers, and each record of a partition waits for all that are in sync: so its leaders let it
 * copy for a while before they wait for it (ADR 0041). Any thread.
 */
public final class WarmUp {
    /** Of a broker. */
    public static final long USUAL_MS = 3_000;

    private final long durationMs;
    private final ConcurrentHashMap<Integer, Begun> brokers = new ConcurrentHashMap<>();

    private record Begun(long brokerEpoch, long atMs) {}

    /** @param durationMs from the first fetch of a registration on, 0 for none */
    public WarmUp(long durationMs) {
        this.durationMs = durationMs;
    }

    /** The broker follows a partition that this one leads, in sync or not. */
    void fetched(int brokerId, long brokerEpoch, long nowMs) {
        Begun begun = brokers.get(brokerId);
        if (begun == null || begun.brokerEpoch < brokerEpoch) {
            brokers.merge(
                    brokerId,
                    new Begun(brokerEpoch, nowMs),
                    (known, next) -> known.brokerEpoch < next.brokerEpoch ? next : known);
        }
    }

    /** What is left of it, in ms, 0 if it is over; the whole of it for a broker that has not fetched. */
    long leftMs(int brokerId, long nowMs) {
        Begun begun = brokers.get(brokerId);
        if (begun == null) {
            return durationMs;
        }
        long sinceMs = nowMs - begun.atMs;
        // A clock that was set back does not begin it anew.
        return sinceMs < 0 ? 0 : Math.max(0, durationMs - sinceMs);
    }
}
