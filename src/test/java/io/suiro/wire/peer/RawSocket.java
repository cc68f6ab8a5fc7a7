package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** Speaks to a broker's port byte by byte. */
final class RawSocket {
    private static final int TIMEOUT_MS = 20_000;

    private RawSocket() {}

    /** A connection whose handshake is done, as a broker's that may go on to say anything. */
    static Socket authenticated(TestPeer peer, LocalPeer self, Purpose purpose) throws IOException {
        Socket socket = connect(peer);
        ClientHandshake handshake =
                new ClientHandshake(self, purpose, peer.self.identity().nodeId());
        byte[] opening = handshake.opening();
        assertThat(opening).isNotNull();
        send(socket, opening);
        byte[] proof =
                handshake.receive(Unpooled.wrappedBuffer(receive(socket))).reply();
        assertThat(proof).isNotNull();
        send(socket, proof);
        assertThat(handshake.receive(Unpooled.wrappedBuffer(receive(socket))).peer())
                .isNotNull();
        return socket;
    }

    /** The other side of {@link #authenticated}. */
    static Socket accept(ServerSocket listener, LocalPeer self) throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(TIMEOUT_MS);
        ServerHandshake handshake = new ServerHandshake(self);
        for (int i = 0; i < 2; i++) {
            byte[] reply =
                    handshake.receive(Unpooled.wrappedBuffer(receive(socket))).reply();
            assertThat(reply).isNotNull();
            send(socket, reply);
        }
        return socket;
    }

    static Socket connect(TestPeer peer) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.listener.localPort());
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    static void send(Socket socket, byte[] frame) throws IOException {
        socket.getOutputStream()
                .write(ByteBuffer.allocate(4 + frame.length)
                        .putInt(frame.length)
                        .put(frame)
                        .array());
    }

    static ByteBuffer receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ByteBuffer.wrap(frame);
    }

    static boolean isHungUpOn(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
