package io.suiro.wire;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Kafka's features (KIP-584) that every broker of a cluster has, at levels that never change. */
public final class Features {
    static final String TRANSACTIONS = "transaction.version";
    static final short TRANSACTIONS_LEVEL = 2;
    static final String SHARES = "share.version";
    static final short SHARES_LEVEL = 1;

    private static final SortedMap<String, Integer> FINALIZED = Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.of(TRANSACTIONS, (int) TRANSACTIONS_LEVEL, SHARES, (int) SHARES_LEVEL)));

    private Features() {}

    /** By name, the level. */
    public static SortedMap<String, Integer> finalized() {
        return FINALIZED;
    }
}
