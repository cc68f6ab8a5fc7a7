package io.suiro.process.cluster;

/**
 * How much load there is.
 *
 * @param partitions of each topic
 * @param idempotentProducers each of which writes to every partition of the idempotent topic
 * @param recordsPerSecond of each producer
 * @param changesPerSecond of metadata
 * @param members of the consumer group
 * @param pipelines workers that pass on records in transactions
 * @param sharers workers that take records as a share group
 * @param requestTimeoutMs of producers: a broker that is silent for so long is asked again, or another in its place
 */
record Pace(
        int partitions,
        int idempotentProducers,
        int recordsPerSecond,
        int changesPerSecond,
        int members,
        int pipelines,
        int sharers,
        int valueBytes,
        int requestTimeoutMs) {
    Pace {
        if (partitions < 1 || idempotentProducers < 0 || recordsPerSecond < 1 || valueBytes < Payload.LEAST_BYTES) {
            throw new IllegalArgumentException("no load: " + partitions + " partitions, " + idempotentProducers
                    + " producers of " + recordsPerSecond + " records/s of " + valueBytes + " bytes");
        }
    }

    /** For scenarios of seconds. */
    static Pace small() {
        return new Pace(3, 2, 300, 2, 2, 2, 2, 100, 3000);
    }
}
