package io.suiro.coordinator;

/** The transaction, not ended yet, that a decision's records belong to: its producer, as the client names it. */
public record OpenTransaction(long producerId, short producerEpoch) {}
