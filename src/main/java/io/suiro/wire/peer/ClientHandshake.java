package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.suiro.wire.peer.Proofs.Role;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The part of the side that connects. */
final class ClientHandshake implements Handshake {
    /** With {@link #ANY_NODE} whoever is there will do. */
    static final int ANY_NODE = -1;

    private final LocalPeer self;
    private final Purpose purpose;
    private final int nodeId;
    private final byte[] clientHello;
    private @Nullable Greeted greeted;

    @SuppressWarnings("ArrayRecordComponent") // never compared, and not modified
    private record Greeted(Hello server, byte[] serverHello) {}

    ClientHandshake(LocalPeer self, Purpose purpose, int nodeId) {
        this.self = self;
        this.purpose = purpose;
        this.nodeId = nodeId;
        this.clientHello = HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, self.hello(purpose));
    }

    @Override
    public byte @Nullable [] opening() {
        return clientHello;
    }

    @Override
    public Step receive(ByteBuf frame) throws HandshakeFailure {
        Greeted before = greeted;
        return before == null ? greet(frame) : finish(before, frame);
    }

    private Step greet(ByteBuf frame) throws HandshakeFailure {
        byte[] all = ByteBufUtil.getBytes(frame);
        HandshakeFrame.expect(HandshakeFrame.SERVER_HELLO, frame);
        Hello server = Hello.read(frame);
        byte[] serverHello = Arrays.copyOf(all, all.length - frame.readableBytes());
        byte[] claimed = HandshakeFrame.readProof(frame);
        if (!self.proofs().isProof(claimed, Role.SERVER, clientHello, serverHello)) {
            throw new HandshakeFailure(Refusal.WRONG_SECRET, "has another cluster secret");
        }
        if (server.purpose() != purpose) {
            throw new HandshakeFailure(Refusal.MALFORMED, "answered for another purpose");
        }
        if (nodeId != ANY_NODE && server.identity().nodeId() != nodeId) {
            throw new HandshakeFailure(
                    Refusal.OTHER_NODE,
                    "looked for node " + nodeId + " where node "
                            + server.identity().nodeId() + " is");
        }
        self.check(server);
        greeted = new Greeted(server, serverHello);
        byte[] proof = self.proofs().proof(Role.CLIENT, clientHello, serverHello);
        return new Step(HandshakeFrame.proof(HandshakeFrame.CLIENT_PROOF, proof), null);
    }

    private Step finish(Greeted with, ByteBuf frame) throws HandshakeFailure {
        HandshakeFrame.expect(HandshakeFrame.WELCOME, frame);
        byte[] claimed = HandshakeFrame.readProof(frame);
        if (!self.proofs().isProof(claimed, Role.WELCOME, clientHello, with.serverHello)) {
            throw new HandshakeFailure(Refusal.WRONG_SECRET, "has another cluster secret");
        }
        return new Step(null, with.server);
    }
}
