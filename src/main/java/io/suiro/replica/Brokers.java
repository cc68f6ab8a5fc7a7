package io.suiro.replica;

import java.util.List;

/** What the metadata says of the cluster's brokers. Any thread. */
public interface Brokers {
    /** The epoch of a broker's registration, -1 if it has none. */
    long epochOf(int brokerId);

    /** Whether it may join in-sync replicas: registered, not fenced, not shutting down. */
    boolean mayBeInSync(int brokerId);

    /** Whether a controller is heard. Without one this broker may have been fenced, and others lead what it believes to lead. */
    boolean isControllerHeard();

    /**
     * Whether one of these in-sync replicas may lead by now: no controller has been heard of for as long as it takes one to fence this
     * broker, nor has that replica fetched.
     */
    boolean isCutOff(List<Integer> isr);

    /** Its {@code broker.rack}, empty if it has none. */
    String rackOf(int brokerId);
}
