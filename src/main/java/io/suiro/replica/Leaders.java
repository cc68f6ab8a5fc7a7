package io.suiro.replica;

/** The way to other brokers as leaders of partitions. */
@FunctionalInterface
public interface Leaders {
    /** For a broker that leads all it has. */
    Leaders NONE = brokerId -> {
        throw new IllegalStateException("no way to broker " + brokerId);
    };

    /** Connects on the first fetch, or now; where that fails, so does the fetch. Never blocks. */
    LeaderEndpoint connect(int brokerId);
}
