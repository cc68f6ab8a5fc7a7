package io.suiro.record;

import io.suiro.error.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Compressed records, decompressed as they are read: memory grows with what a codec really yields, never with a length
 * that is only announced, and a batch that expands without end costs no more than its largest record.
 */
final class CompressedInput implements RecordInput {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InputStream stream;
    private final Fault blame;
    private long position;

    CompressedInput(InputStream decompressing, Fault blame) {
        this.stream = new BufferedInputStream(decompressing, BUFFER_BYTES);
        this.blame = blame;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public byte readByte() {
        int next = next();
        if (next < 0) {
            throw malformed("records end early");
        }
        position++;
        return (byte) next;
    }

    @Override
    public void skip(int bytes) {
        try {
            stream.skipNBytes(bytes);
        } catch (IOException | RuntimeException e) {
            throw undecodable(e);
        }
        position += bytes;
    }

    @Override
    public ByteBuffer read(int bytes) {
        byte[] content;
        try {
            content = stream.readNBytes(bytes);
        } catch (IOException | RuntimeException e) {
            throw undecodable(e);
        }
        if (content.length < bytes) {
            throw malformed("records end early");
        }
        position += bytes;
        return ByteBuffer.wrap(content);
    }

    /** Looks one byte ahead, which is lost: to be asked after the last record only. */
    @Override
    public boolean atEnd() {
        return next() < 0;
    }

    private int next() {
        try {
            return stream.read();
        } catch (IOException | RuntimeException e) {
            throw undecodable(e);
        }
    }

    /** Codecs are libraries of many hands: garbage makes them throw more than IOException. */
    private Refused undecodable(Exception cause) {
        return malformed("records cannot be decompressed: " + cause.getMessage());
    }

    @Override
    public Refused malformed(String detail) {
        return new Refused(blame.code(), detail);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw undecodable(e);
        }
    }
}
