/** Consensus on one log: election, replication, membership, snapshots, and the files behind them. */
@NullMarked
package io.suiro.cluster.raft;

import org.jspecify.annotations.NullMarked;
