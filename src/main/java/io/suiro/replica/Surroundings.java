package io.suiro.replica;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.log.LogDirectory;
import java.util.concurrent.Executor;

/**
 * What all partitions of a broker share.
 *
 * @param forces threads that wait for the disk
 */
public record Surroundings(
        LogDirectory directory, Durability durability, Executor forces, Scheduler scheduler, Replication replication) {

    /** Of a broker without others. */
    public Surroundings(
            LogDirectory directory, Durability durability, Executor forces, Scheduler scheduler, int brokerId) {
        this(directory, durability, forces, scheduler, Replication.alone(brokerId, Clock.SYSTEM));
    }
}
