package io.suiro.log;

/**
 * State of one producer id in one partition, as DescribeProducers shows it. Absent values are -1.
 *
 * @param lastOffset of its last batch, inclusive; -1 if this epoch has only ended a transaction
 */
public record ActiveProducer(
        long producerId,
        short producerEpoch,
        int lastSequence,
        long lastOffset,
        long lastTimestampMs,
        int coordinatorEpoch,
        long currentTxnStartOffset) {}
