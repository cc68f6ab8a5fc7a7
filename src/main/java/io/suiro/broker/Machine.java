package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.Lane;
import io.suiro.base.Lanes;
import io.suiro.base.Scheduler;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What a broker runs on: disk, time, threads and chance, as a process has them, or a simulator makes them up.
 *
 * @param bootId another after each start of the machine; empty where there is no such thing
 * @param partitionLanes where partitions live
 * @param controllerLane of consensus and decisions
 * @param metadataLane of those who listen to metadata
 * @param fetchLane of fetchers; null for a broker without others
 * @param reads runs what may read from a cold disk
 * @param forces runs what waits for the disk
 * @param ids makes ids that nobody else has
 */
record Machine(
        Disk disk,
        String bootId,
        Clock clock,
        Scheduler timer,
        Lanes partitionLanes,
        Lane controllerLane,
        Lane metadataLane,
        @Nullable Lane fetchLane,
        Executor reads,
        Executor forces,
        Supplier<Uuid> ids,
        RandomGenerator random) {}
