/**
 * Clusters of real processes under load and under faults: Suiro and, by the same interface, Apache Kafka. docs/reliability.md
 * tells what is checked and how to run it.
 */
@NullMarked
package io.suiro.process.cluster;

import org.jspecify.annotations.NullMarked;
