package io.suiro.log;

import io.suiro.log.clean.AbortedTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The aborted transactions whose markers lie in a segment: Kafka's {@code .txnindex} file, which is there only if there are any.
 *
 * <pre>
 * entry, 34 bytes: 0 version int16 (0) | 2 producerId int64 | 10 firstOffset int64 | 18 lastOffset int64
 *                | 26 lastStableOffset int64
 * </pre>
 *
 * Last offsets ascend. Source: Kafka's {@code AbortedTxn}, KIP-98.
 */
public final class TransactionIndex {
    private static final short VERSION = 0;
    public static final int ENTRY_BYTES = 34;

    private TransactionIndex() {}

    /** The content of the file. */
    public static ByteBuffer write(List<AbortedTransaction> transactions) {
        ByteBuffer file = ByteBuffer.allocate(transactions.size() * ENTRY_BYTES);
        for (AbortedTransaction transaction : transactions) {
            file.putShort(VERSION)
                    .putLong(transaction.producerId())
                    .putLong(transaction.firstOffset())
                    .putLong(transaction.lastOffset())
                    .putLong(transaction.lastStableOffset());
        }
        return file.flip();
    }

    /**
     * What {@link #write} made the content of.
     *
     * @throws CorruptFile if it is not what was written
     */
    public static List<AbortedTransaction> read(byte[] content) throws CorruptFile {
        if (content.length % ENTRY_BYTES != 0) {
            throw new CorruptFile(content.length - content.length % ENTRY_BYTES, "the file ends within an entry");
        }
        ByteBuffer file = ByteBuffer.wrap(content);
        List<AbortedTransaction> transactions = new ArrayList<>(content.length / ENTRY_BYTES);
        long last = -1;
        while (file.hasRemaining()) {
            int position = file.position();
            short version = file.getShort();
            AbortedTransaction next =
                    new AbortedTransaction(file.getLong(), file.getLong(), file.getLong(), file.getLong());
            if (version != VERSION || next.firstOffset() > next.lastOffset() || next.lastOffset() <= last) {
                throw new CorruptFile(
                        position,
                        "an entry of version " + version + " for offsets " + next.firstOffset() + " to "
                                + next.lastOffset() + ", where one that ends above " + last + " is due");
            }
            last = next.lastOffset();
            transactions.add(next);
        }
        return transactions;
    }
}
