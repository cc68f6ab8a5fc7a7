package io.suiro.bench.load;

/** A batch as a load sends it: so many records, with values of so many bytes and without keys. */
public record BatchShape(int records, int valueBytes) {
    public BatchShape {
        if (records < 1 || valueBytes < 1) {
            throw new IllegalArgumentException("a batch of " + records + " records of " + valueBytes + " bytes");
        }
    }

    /** As many records as fit into so many bytes of values, and at least one. */
    public static BatchShape of(int valueBytes, int batchBytes) {
        return new BatchShape(Math.max(1, batchBytes / valueBytes), valueBytes);
    }

    long sizeInBytes() {
        return (long) records * valueBytes;
    }
}
