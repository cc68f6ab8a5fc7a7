/**
 * Consumer groups of the new protocol (KIP-848): what a group is, and what a heartbeat does to it. Pure; the groups of
 * a shard, timers and answers are its caller's.
 */
@NullMarked
package io.suiro.coordinator.group.consumer;

import org.jspecify.annotations.NullMarked;
