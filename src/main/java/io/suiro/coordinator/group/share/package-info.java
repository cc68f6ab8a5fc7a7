/**
 * Share groups (KIP-932): who is a member, which partitions they share, and of which of these state is kept. Pure; the groups of a
 * shard, timers and answers are its caller's.
 */
@NullMarked
package io.suiro.coordinator.group.share;

import org.jspecify.annotations.NullMarked;
