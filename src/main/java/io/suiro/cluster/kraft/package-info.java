/**
 * Reads the metadata that Apache Kafka's controllers (KRaft) keep in {@code __cluster_metadata-0}, so that a cluster can be taken
 * over; nothing is ever written there.
 */
@NullMarked
package io.suiro.cluster.kraft;

import org.jspecify.annotations.NullMarked;
