package io.suiro.log;

/** What Kafka leaves behind the entries of an index that it had no time to cut to its size: it creates them full of zeros. */
final class IndexPadding {
    private IndexPadding() {}

    /** Bytes before the padding, a multiple of the entry's. All of them if the last entry is not empty. */
    static int before(byte[] content, int entryBytes) {
        int used = content.length;
        while (used > 0 && content[used - 1] == 0) {
            used--;
        }
        int entries = Math.ceilDiv(used, entryBytes);
        return content.length % entryBytes == 0 ? entries * entryBytes : content.length;
    }
}
