package io.suiro.wire;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections, in all and by client address. Any thread. */
final class ConnectionLimits {
    private final int max;
    private final int maxPerIp;
    private final Map<InetAddress, Integer> perIp = new HashMap<>();
    private int total;

    ConnectionLimits(int max, int maxPerIp) {
        this.max = max;
        this.maxPerIp = maxPerIp;
    }

    /** Counts a connection, unless that would be one too many; each that is counted is given back with {@link #release}. */
    synchronized boolean admit(InetAddress client) {
        int ofClient = perIp.getOrDefault(client, 0);
        if (total >= max || ofClient >= maxPerIp) {
            return false;
        }
        perIp.put(client, ofClient + 1);
        total++;
        return true;
    }

    synchronized void release(InetAddress client) {
        total--;
        perIp.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    }
}
