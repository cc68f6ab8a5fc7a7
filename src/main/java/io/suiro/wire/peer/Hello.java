package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.suiro.cluster.PeerIdentity;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.Uuid;

/**
 * The first message of either side: who it says it is.
 *
 * <pre>
 *  0 purpose int8 | 1 node id int32 | 5 directory id 16 | 21 length of cluster id int8, 0 for none | 22 cluster id UTF-8
 *    | nonce 32
 * </pre>
 *
 * @param nonce random, 32 bytes, of this connection only; not modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not modified
record Hello(Purpose purpose, PeerIdentity identity, byte[] nonce) {
    static final int NONCE_BYTES = 32;
    private static final int MAX_CLUSTER_ID_BYTES = 64;
    private static final int FIXED_BYTES = 1 + 4 + 16 + 1 + NONCE_BYTES;

    Hello {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce of " + nonce.length + " bytes");
        }
        String clusterId = identity.clusterId();
        if (clusterId != null && !isClusterId(clusterId.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("'" + clusterId + "' cannot be a cluster id here");
        }
    }

    void write(ByteBuf target) {
        String clusterId = identity.clusterId();
        byte[] cluster = clusterId == null ? new byte[0] : clusterId.getBytes(StandardCharsets.UTF_8);
        target.writeByte(purpose.code())
                .writeInt(identity.nodeId())
                .writeLong(identity.directoryId().getMostSignificantBits())
                .writeLong(identity.directoryId().getLeastSignificantBits())
                .writeByte(cluster.length)
                .writeBytes(cluster)
                .writeBytes(nonce);
    }

    static Hello read(ByteBuf source) throws HandshakeFailure {
        if (source.readableBytes() < FIXED_BYTES) {
            throw malformed("a hello of " + source.readableBytes() + " bytes");
        }
        int code = source.readByte();
        Purpose purpose = Purpose.of(code);
        if (purpose == null) {
            throw malformed("an unknown purpose, " + code);
        }
        int nodeId = source.readInt();
        if (nodeId < 0) {
            throw malformed("a negative node id");
        }
        Uuid directoryId = new Uuid(source.readLong(), source.readLong());
        byte[] cluster = new byte[source.readUnsignedByte()];
        if (source.readableBytes() < cluster.length + NONCE_BYTES) {
            throw malformed("a hello that ends early");
        }
        source.readBytes(cluster);
        if (cluster.length > 0 && !isClusterId(cluster)) {
            throw malformed("a cluster id that is none");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        source.readBytes(nonce);
        String clusterId = cluster.length == 0 ? null : new String(cluster, StandardCharsets.US_ASCII);
        return new Hello(purpose, new PeerIdentity(nodeId, directoryId, clusterId), nonce);
    }

    /** Printable, since it is logged and shown. */
    private static boolean isClusterId(byte[] bytes) {
        for (byte each : bytes) {
            if (each <= ' ' || each > '~') {
                return false;
            }
        }
        return bytes.length > 0 && bytes.length <= MAX_CLUSTER_ID_BYTES;
    }

    private static HandshakeFailure malformed(String what) {
        return new HandshakeFailure(Refusal.MALFORMED, "sent " + what);
    }
}
