/**
 * Kafka's clients and tools, and those of others, against a whole broker. Not null-marked: what Kafka's clients answer
 * is mostly maps, in which a missing entry is a failed test.
 */
package io.suiro.clients;
