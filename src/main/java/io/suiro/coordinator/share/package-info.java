/**
 * The state of share partitions (KIP-932), kept in {@code __share_group_state}: what their leaders store there, and read when they
 * begin to lead.
 */
@NullMarked
package io.suiro.coordinator.share;

import org.jspecify.annotations.NullMarked;
