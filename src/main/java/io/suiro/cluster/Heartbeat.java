package io.suiro.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A broker tells the controller that it lives; nothing of it is stored.
 *
 * @param brokerEpoch of its registration
 * @param appliedIndex how far it has applied the metadata
 * @param serves whether it can serve its partitions; a broker that cannot is fenced
 */
record Heartbeat(int brokerId, long brokerEpoch, long appliedIndex, boolean serves) {

    /** @param refusal NOT_CONTROLLER, or STALE_BROKER_EPOCH if the broker is to register anew; null where all is well */
    record Answer(@Nullable Errors refusal, boolean fenced) {
        private static final short NONE = 0;

        byte[] encode() {
            return written(out -> {
                out.writeShort(refusal == null ? NONE : refusal.code());
                out.writeBoolean(fenced);
            });
        }

        static Answer decode(byte[] bytes) throws IOException {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                short code = in.readShort();
                return new Answer(code == NONE ? null : Errors.forCode(code), in.readBoolean());
            }
        }
    }

    byte[] encode() {
        return written(out -> {
            out.writeInt(brokerId);
            out.writeLong(brokerEpoch);
            out.writeLong(appliedIndex);
            out.writeBoolean(serves);
        });
    }

    static Heartbeat decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new Heartbeat(in.readInt(), in.readLong(), in.readLong(), in.readBoolean());
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
