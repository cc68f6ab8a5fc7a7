package io.suiro.log;

/** State of one producer id in one partition, as DescribeProducers shows it. Absent values are -1. */
public record ActiveProducer(
        long producerId,
        short producerEpoch,
        int lastSequence,
        long lastTimestampMs,
        int coordinatorEpoch,
        long currentTxnStartOffset) {}
