package io.suiro.log;

import io.suiro.log.ProducerState.Written;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Kafka's {@code .snapshot} file: the producer states at the offset that the file is named after.
 *
 * <pre>
 * 0 version int16 (1) | 2 crc uint32 (CRC-32C of all from 6) | 6 count int32 | 10 entries of 46 bytes, each
 * producerId int64 | epoch int16 | lastSequence int32 | lastOffset int64 | offsetDelta int32 | timestamp int64
 * coordinatorEpoch int32 | currentTxnFirstOffset int64
 * </pre>
 *
 * Of a producer's batches only the last is kept; lastOffset is -1 if there is none. Source: Kafka's ProducerSnapshot
 * schema.
 */
final class ProducerSnapshot {
    private static final short VERSION = 1;
    private static final int CRC_AT = 2;
    private static final int CONTENT_AT = 6;
    private static final int HEADER_BYTES = 10;
    private static final int ENTRY_BYTES = 46;

    private ProducerSnapshot() {}

    static byte[] write(Collection<ProducerState> states) {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + states.size() * ENTRY_BYTES);
        file.putShort(VERSION).putInt(0).putInt(states.size());
        for (ProducerState state : states) {
            Written last = state.lastBatch();
            file.putLong(state.published().producerId())
                    .putShort(state.epoch())
                    .putInt(state.lastSequence())
                    .putLong(last == null ? -1 : last.lastOffset())
                    .putInt(last == null ? 0 : last.offsetDelta())
                    .putLong(state.lastTimestampMs())
                    .putInt(state.coordinatorEpoch())
                    .putLong(state.transactionStart());
        }
        file.putInt(CRC_AT, crc(file.array()));
        return file.array();
    }

    static List<ProducerState> read(byte[] content) throws CorruptFile {
        if (content.length < HEADER_BYTES) {
            throw new CorruptFile("a producer snapshot of " + content.length + " bytes");
        }
        ByteBuffer file = ByteBuffer.wrap(content);
        short version = file.getShort();
        int crc = file.getInt();
        int count = file.getInt();
        if (version != VERSION || crc != crc(content) || count < 0 || file.remaining() != count * (long) ENTRY_BYTES) {
            throw new CorruptFile("a producer snapshot of version " + version + " with " + count + " entries in "
                    + content.length + " bytes, whose checksum does" + (crc == crc(content) ? "" : " not") + " match");
        }
        List<ProducerState> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(readEntry(file));
        }
        return states;
    }

    private static ProducerState readEntry(ByteBuffer file) {
        long producerId = file.getLong();
        short epoch = file.getShort();
        int lastSequence = file.getInt();
        long lastOffset = file.getLong();
        int offsetDelta = file.getInt();
        long timestampMs = file.getLong();
        int coordinatorEpoch = file.getInt();
        long transactionStart = file.getLong();
        return new ProducerState(
                new ActiveProducer(
                        producerId, epoch, lastSequence, lastOffset, timestampMs, coordinatorEpoch, transactionStart),
                lastOffset < 0 ? null : new Written(lastSequence, lastOffset, offsetDelta));
    }

    private static int crc(byte[] content) {
        var crc = new CRC32C();
        crc.update(content, CONTENT_AT, content.length - CONTENT_AT);
        return (int) crc.getValue();
    }
}
