package io.suiro.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Commands and their answers on the way between a broker and the controller.
 *
 * <pre>
 * command  version byte, 0
 *          tag byte, fields in the order of the command's record; see {@link MetadataCommandWriter}
 * answer   version byte, 0
 *          kind byte: what {@link MetadataAnswer} makes of the command, or FAILED with error code short, detail string
 * </pre>
 *
 * Brokers of different versions talk to each other while a cluster is upgraded: a command that the other side does not
 * know, and whatever else makes no sense, is an {@link IOException}.
 */
final class MetadataCommandCodec {
    private static final byte VERSION = 0;

    private MetadataCommandCodec() {}

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] encode(MetadataCommand<?> command) {
        return write(out -> MetadataCommandWriter.write(out, command));
    }

    static MetadataCommand<?> decode(byte[] bytes) throws IOException {
        return read(bytes, MetadataCommandReader::read);
    }

    static <R> byte[] encodeAnswer(MetadataCommand<R> command, R answer) {
        return write(out -> MetadataAnswer.write(out, command, answer));
    }

    @SuppressWarnings("unchecked") // the kind of the answer is checked against the command's
    static <R> R decodeAnswer(MetadataCommand<R> command, byte[] bytes) throws IOException {
        return (R) read(bytes, in -> MetadataAnswer.read(in, command));
    }

    private static byte[] write(Writing body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            body.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> body) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("a command or answer of version " + version);
            }
            T read = body.from(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes behind a command or answer");
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw new IOException("a command or answer that makes no sense", e);
        }
    }
}
