package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.suiro.wire.peer.Proofs.Role;
import org.jspecify.annotations.Nullable;

/** The part of the side that was connected to. */
final class ServerHandshake implements Handshake {
    private final LocalPeer self;
    private @Nullable Greeted greeted;

    @SuppressWarnings("ArrayRecordComponent") // never compared, and not modified
    private record Greeted(Hello client, byte[] clientHello, byte[] serverHello) {}

    ServerHandshake(LocalPeer self) {
        this.self = self;
    }

    @Override
    public byte @Nullable [] opening() {
        return null;
    }

    @Override
    public Step receive(ByteBuf frame) throws HandshakeFailure {
        Greeted before = greeted;
        return before == null ? greet(frame) : verify(before, frame);
    }

    private Step greet(ByteBuf frame) throws HandshakeFailure {
        byte[] clientHello = ByteBufUtil.getBytes(frame);
        HandshakeFrame.expect(HandshakeFrame.CLIENT_HELLO, frame);
        Hello client = Hello.read(frame);
        self.check(client);
        byte[] serverHello = HandshakeFrame.hello(HandshakeFrame.SERVER_HELLO, self.hello(client.purpose()));
        greeted = new Greeted(client, clientHello, serverHello);
        byte[] proof = self.proofs().proof(Role.SERVER, clientHello, serverHello);
        return new Step(concatenated(serverHello, proof), null);
    }

    private Step verify(Greeted with, ByteBuf frame) throws HandshakeFailure {
        HandshakeFrame.expect(HandshakeFrame.CLIENT_PROOF, frame);
        byte[] claimed = HandshakeFrame.readProof(frame);
        if (!self.proofs().isProof(claimed, Role.CLIENT, with.clientHello, with.serverHello)) {
            throw new HandshakeFailure(Refusal.WRONG_SECRET, "has another cluster secret");
        }
        byte[] welcome = self.proofs().proof(Role.WELCOME, with.clientHello, with.serverHello);
        return new Step(HandshakeFrame.proof(HandshakeFrame.WELCOME, welcome), with.client);
    }

    private static byte[] concatenated(byte[] head, byte[] tail) {
        byte[] both = new byte[head.length + tail.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }
}
