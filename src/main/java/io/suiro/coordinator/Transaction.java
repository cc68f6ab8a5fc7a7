package io.suiro.coordinator;

/** The transaction that a decision's records belong to: its producer, as the client names it. */
public record Transaction(long producerId, short producerEpoch) {}
