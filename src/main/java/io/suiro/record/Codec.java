package io.suiro.record;

import io.suiro.error.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** How the records of a batch are compressed: bits 0-2 of its attributes. */
public enum Codec {
    NONE(0, "uncompressed"),
    GZIP(1, "gzip"),
    SNAPPY(2, "snappy"),
    LZ4(3, "lz4"),
    ZSTD(4, "zstd");

    private final int id;
    private final String settingName;

    Codec(int id, String settingName) {
        this.id = id;
        this.settingName = settingName;
    }

    /**
     * The codec with this id.
     *
     * @throws Refused UNSUPPORTED_COMPRESSION_TYPE for 5 to 7, which no codec has
     */
    public static Codec of(int id) {
        return switch (id) {
            case 0 -> NONE;
            case 1 -> GZIP;
            case 2 -> SNAPPY;
            case 3 -> LZ4;
            case 4 -> ZSTD;
            default -> throw new Refused(Errors.UNSUPPORTED_COMPRESSION_TYPE, "no codec has the id " + id);
        };
    }

    /**
     * By the value of the topic setting {@code compression.type}, other than {@code producer}.
     *
     * @throws Refused INVALID_CONFIG for an unknown name
     */
    public static Codec named(String settingName) {
        for (Codec codec : values()) {
            if (codec.settingName.equals(settingName)) {
                return codec;
            }
        }
        throw new Refused(Errors.INVALID_CONFIG, "no codec is called " + settingName);
    }

    /** As stored in a batch's attributes. */
    public int id() {
        return id;
    }

    /** Room for a batch's header, still 0, and after it these records in this codec: from 0 to the limit. */
    ByteBuffer encode(ByteBuffer records) {
        var batch = new ByteBufferOutputStream(Batch.HEADER_BYTES + records.remaining());
        batch.position(Batch.HEADER_BYTES);
        try (OutputStream encoding = compression().wrapForOutput(batch, Batch.MAGIC)) {
            encoding.write(records.array(), records.arrayOffset() + records.position(), records.remaining());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return batch.buffer().flip();
    }

    Compression compression() {
        return switch (this) {
            case NONE -> Compression.NONE;
            case GZIP -> Compression.gzip().build();
            case SNAPPY -> Compression.snappy().build();
            case LZ4 -> Compression.lz4().build();
            case ZSTD -> Compression.zstd().build();
        };
    }
}
