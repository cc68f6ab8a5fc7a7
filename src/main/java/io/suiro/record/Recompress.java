package io.suiro.record;

import io.suiro.error.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Stores batches in the codec that a topic asks for with a {@code compression.type} other than {@code producer}. The
 * records themselves do not change, nor do any of the header's fields but length, codec and checksum.
 *
 * <p>Because the records are decompressed anyway, each is checked as in an uncompressed batch: nothing that a client
 * hid in a compressed batch is stored under the broker's own checksum.
 */
public final class Recompress {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CODEC_BITS = 0x07;

    private Recompress() {}

    /**
     * The batches between position and limit in this codec: the same buffer if they are in it already, else a new one.
     * The batches have passed {@link BatchCheck#check} under the same rules.
     *
     * @throws Refused INVALID_RECORD or INVALID_TIMESTAMP for the records inside, MESSAGE_TOO_LARGE if a batch is larger
     *     than {@code maxMessageBytes} in this codec; memory use stays near that bound whatever a batch expands to
     */
    public static ByteBuffer to(Codec codec, ByteBuffer batches, BatchRules rules, long nowMs) {
        if (allIn(codec, batches)) {
            return batches;
        }
        var target = new ByteBufferOutputStream(batches.remaining() + CHUNK_BYTES);
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            if (Batch.codec(batches, at) == codec.id()) {
                target.write(batches.slice(at, Batch.sizeInBytes(batches, at)));
            } else {
                BatchCheck.walkRecords(batches, at, rules, nowMs);
                append(codec, batches, at, rules.maxMessageBytes(), target);
            }
        }
        return target.buffer().flip();
    }

    private static boolean allIn(Codec codec, ByteBuffer batches) {
        int end = batches.limit();
        for (int at = batches.position(); at < end; at += Batch.sizeInBytes(batches, at)) {
            if (Batch.codec(batches, at) != codec.id()) {
                return false;
            }
        }
        return true;
    }

    private static void append(Codec codec, ByteBuffer batches, int at, int maxBytes, ByteBufferOutputStream target) {
        int start = target.position();
        target.write(batches.slice(at, Batch.HEADER_BYTES));
        ByteBuffer records =
                batches.slice(at + Batch.HEADER_BYTES, Batch.sizeInBytes(batches, at) - Batch.HEADER_BYTES);
        Codec source = Codec.of(Batch.codec(batches, at));
        try (InputStream from = source.compression().wrapForInput(records, Batch.MAGIC, BufferSupplier.NO_CACHING);
                OutputStream to = codec.compression().wrapForOutput(target, Batch.MAGIC)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                to.write(chunk, 0, read);
                checkSize(target.position() - start, maxBytes);
            }
        } catch (IOException e) {
            throw new Refused(Errors.INVALID_RECORD, "records cannot be decompressed: " + e.getMessage());
        }
        int size = target.position() - start;
        checkSize(size, maxBytes);
        ByteBuffer written = target.buffer();
        written.putInt(start + Batch.LENGTH_AT, size - Batch.LOG_OVERHEAD_BYTES);
        int attributes = Batch.attributes(batches, at) & ~CODEC_BITS;
        written.putShort(start + Batch.ATTRIBUTES_AT, (short) (attributes | codec.id()));
        Checksum.rewrite(written, start);
    }

    private static void checkSize(int bytes, int maxBytes) {
        if (bytes > maxBytes) {
            throw new Refused(
                    Errors.MESSAGE_TOO_LARGE,
                    "a batch of " + bytes + " bytes and more once it is recompressed, max.message.bytes is "
                            + maxBytes);
        }
    }
}
