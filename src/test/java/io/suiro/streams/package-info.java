/**
 * Kafka Streams, as it is, against a whole broker. Not null-marked: what Kafka's clients and state stores answer is mostly
 * maps, in which a missing entry is a failed test.
 */
package io.suiro.streams;
