package io.suiro.log.verify;

/**
 * What has been read.
 *
 * @param batches that are sound
 * @param bytes of segments, indexes not counted
 */
public record Counts(int partitions, int segments, long batches, long bytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                partitions + other.partitions, segments + other.segments, batches + other.batches, bytes + other.bytes);
    }
}
