package io.suiro.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.protocol.Errors;

/**
 * What the controller answers to a forwarded command.
 *
 * <pre>
 * Decided  0 byte, index long, the response as {@link MetadataCommandCodec} has it
 * Failed   1 byte, Kafka's error code short, detail string
 * </pre>
 */
sealed interface CommandAnswer {
    /**
     * The controller has decided.
     *
     * @param index of the metadata that the response speaks of
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Decided(long index, byte[] response) implements CommandAnswer {}

    record Failed(Errors code, String detail) implements CommandAnswer {}

    byte DECIDED = 0;
    byte FAILED = 1;

    default byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (this) {
                case Decided(long index, byte[] response) -> {
                    out.writeByte(DECIDED);
                    out.writeLong(index);
                    out.write(response);
                }
                case Failed(Errors code, String detail) -> {
                    out.writeByte(FAILED);
                    out.writeShort(code.code());
                    MetadataFields.writeString(out, detail);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The other way.
     *
     * @throws IOException if it is anything else
     */
    static CommandAnswer decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte kind = in.readByte();
            return switch (kind) {
                case DECIDED -> new Decided(in.readLong(), in.readAllBytes());
                case FAILED -> new Failed(Errors.forCode(in.readShort()), MetadataFields.readString(in));
                default -> throw new IOException("an answer of kind " + kind);
            };
        }
    }
}
