package io.suiro.cluster.raft;

import io.suiro.base.Clock;
import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import java.util.random.RandomGenerator;

/** What a simulation replaces. */
public record RaftSeams(RaftTransport transport, Lane lane, Clock clock, Scheduler scheduler, RandomGenerator random) {}
