package io.suiro.wire.peer;

import io.suiro.cluster.PeerIdentity;
import java.security.SecureRandom;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Who this broker is to the others, and the secret it shares with them. Any thread. */
public final class LocalPeer {
    private final Proofs proofs;
    private final SecureRandom random = new SecureRandom();
    private volatile PeerIdentity identity;

    /**
     * A broker on its metadata directory.
     *
     * @param clusterId null while it belongs to no cluster
     * @param secret of the cluster, null or blank for none; see {@link PeerSecurity#check}
     */
    public LocalPeer(int nodeId, Uuid directoryId, @Nullable String clusterId, @Nullable String secret) {
        this.identity = new PeerIdentity(nodeId, directoryId, clusterId);
        this.proofs = new Proofs(secret == null ? "" : secret.strip());
    }

    public PeerIdentity identity() {
        return identity;
    }

    /**
     * From now on this broker belongs to that cluster.
     *
     * @throws IllegalStateException if it belongs to another one
     */
    public synchronized void joined(String clusterId) {
        String before = identity.clusterId();
        if (before != null && !before.equals(clusterId)) {
            throw new IllegalStateException("belongs to cluster " + before + ", cannot join " + clusterId);
        }
        identity = new PeerIdentity(identity.nodeId(), identity.directoryId(), clusterId);
    }

    Proofs proofs() {
        return proofs;
    }

    Hello hello(Purpose purpose) {
        byte[] nonce = new byte[Hello.NONCE_BYTES];
        random.nextBytes(nonce);
        return new Hello(purpose, identity, nonce);
    }

    /**
     * Whether the other side may be spoken to.
     *
     * @throws HandshakeFailure if not; the text has this side as its subject
     */
    void check(Hello other) throws HandshakeFailure {
        PeerIdentity own = identity;
        PeerIdentity its = other.identity();
        if (other.purpose() == Purpose.IDENTITY) {
            return;
        }
        if (its.nodeId() == own.nodeId()) {
            throw new HandshakeFailure(Refusal.OWN_NODE_ID, "is node " + own.nodeId() + " itself");
        }
        if (own.clusterId() == null || its.clusterId() == null) {
            int nodeId = own.clusterId() == null ? own.nodeId() : its.nodeId();
            throw new HandshakeFailure(Refusal.NO_CLUSTER, "sees that node " + nodeId + " belongs to no cluster yet");
        }
        if (!own.clusterId().equals(its.clusterId())) {
            throw new HandshakeFailure(
                    Refusal.OTHER_CLUSTER,
                    "belongs to cluster " + own.clusterId() + ", node " + its.nodeId() + " to " + its.clusterId());
        }
    }
}
