package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.wire.peer.TestPeer.Setup;
import io.suiro.wire.peer.TestPeer.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What strangers meet at the port for brokers. */
class PeerListenerTest {
    private static final int FUZZED = 300;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whoSpeaksSomethingElseIsHungUpOnWithoutAWord(Transport transport) throws IOException {
        try (TestPeer peer = Setup.node(1).transport(transport).start()) {
            for (String greeting : List.of("GET / HTTP/1.1\r\n\r\n", "\0\0\0\20 something else ")) {
                try (Socket stranger = RawSocket.connect(peer)) {
                    stranger.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    assertThat(RawSocket.isHungUpOn(stranger)).isTrue();
                }
            }
        }
    }

    @Test
    void aHandshakeThatAnnouncesTooMuchIsHungUpOn() throws IOException {
        try (TestPeer peer = Setup.node(1).start();
                Socket stranger = RawSocket.connect(peer)) {
            stranger.getOutputStream().write(ByteBuffer.allocate(4).putInt(513).array());
            assertThat(RawSocket.isHungUpOn(stranger)).isTrue();
        }
    }

    @Test
    void aHandshakeThatTricklesIsTimedOut() throws IOException {
        try (TestPeer peer = Setup.node(1).impatient().start();
                Socket slow = RawSocket.connect(peer);
                Socket silent = RawSocket.connect(peer)) {
            slow.getOutputStream().write(new byte[] {0, 0, 0});
            slow.getOutputStream().write(80);
            slow.getOutputStream().write(HandshakeFrame.CLIENT_HELLO);

            for (Socket each : List.of(slow, silent)) {
                ByteBuffer refused = RawSocket.receive(each);
                assertThat(refused.get()).isEqualTo((byte) HandshakeFrame.REFUSED);
                assertThat(refused.getShort()).isEqualTo((short) Refusal.TIMEOUT.code());
                assertThat(RawSocket.isHungUpOn(each)).isTrue();
            }
        }
    }

    @Test
    void noMoreThanSomeMayBeInTheirHandshake() throws IOException {
        try (TestPeer peer = Setup.node(1).start()) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                waiting.add(RawSocket.connect(peer));
            }
            assertThat(RawSocket.isHungUpOn(waiting.getLast())).isTrue();
            for (Socket each : waiting) {
                each.close();
            }
            await("there is room again").until(() -> isGreeted(peer));
        }
    }

    @Test
    void aRefusedBrokerLearnsWhy() throws IOException {
        try (TestPeer peer = Setup.node(1).start();
                Socket other = RawSocket.connect(peer)) {
            LocalPeer self = new LocalPeer(2, Uuid.randomUuid(), "another-cluster", TestPeer.SECRET);
            RawSocket.send(other, HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, self.hello(Purpose.CONTROL)));

            ByteBuffer refused = RawSocket.receive(other);

            assertThat(refused.get()).isEqualTo((byte) HandshakeFrame.REFUSED);
            assertThat(refused.getShort()).isEqualTo((short) Refusal.OTHER_CLUSTER.code());
            assertThat(StandardCharsets.UTF_8.decode(refused).toString())
                    .contains("belongs to cluster " + TestPeer.CLUSTER + ", node 2 to another-cluster");
            assertThat(RawSocket.isHungUpOn(other)).isTrue();
        }
    }

    @Test
    void nothingIsReadBeforeTheProof() throws IOException {
        try (TestPeer peer = Setup.node(1).start();
                Socket other = RawSocket.connect(peer)) {
            LocalPeer self = new LocalPeer(2, Uuid.randomUuid(), TestPeer.CLUSTER, "what a stranger would guess");
            byte[] hello = HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, self.hello(Purpose.CONTROL));
            RawSocket.send(other, hello);
            ByteBuffer greeting = RawSocket.receive(other);
            byte[] serverHello = new byte[greeting.remaining() - Proofs.BYTES];
            greeting.get(serverHello);
            RawSocket.send(
                    other,
                    HandshakeFrame.proof(
                            HandshakeFrame.CLIENT_PROOF, self.proofs().proof(Proofs.Role.CLIENT, hello, serverHello)));
            RawSocket.send(other, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 'x'});

            ByteBuffer refused = RawSocket.receive(other);

            assertThat(refused.get()).isEqualTo((byte) HandshakeFrame.REFUSED);
            assertThat(refused.getShort()).isEqualTo((short) Refusal.WRONG_SECRET.code());
            assertThat(peer.heard.told).isEmpty();
        }
    }

    @Test
    void theListenerSurvivesAnything() throws IOException {
        try (TestPeer peer = Setup.node(1).start()) {
            LocalPeer self = new LocalPeer(2, Uuid.randomUuid(), TestPeer.CLUSTER, TestPeer.SECRET);
            for (int seed = 0; seed < FUZZED; seed++) {
                attack(peer, self, new Random(seed));
            }
            await("it still greets").until(() -> isGreeted(peer));
            assertThat(peer.heard.told).isEmpty();
        }
    }

    private static void attack(TestPeer peer, LocalPeer self, Random random) throws IOException {
        try (Socket stranger = RawSocket.connect(peer)) {
            byte[] hello = HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, self.hello(Purpose.CONTROL));
            for (int i = random.nextInt(6); i > 0; i--) {
                hello[random.nextInt(hello.length)] = (byte) random.nextInt();
            }
            RawSocket.send(stranger, hello);
            byte[] more = new byte[random.nextInt(300)];
            random.nextBytes(more);
            if (random.nextBoolean()) {
                RawSocket.send(stranger, more);
            } else {
                stranger.getOutputStream().write(more);
            }
            stranger.shutdownOutput();
            stranger.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    private static boolean isGreeted(TestPeer peer) throws IOException {
        try (Socket socket = RawSocket.connect(peer)) {
            LocalPeer self = new LocalPeer(2, Uuid.randomUuid(), null, "");
            RawSocket.send(socket, HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, self.hello(Purpose.IDENTITY)));
            return socket.getInputStream().read() == 0;
        } catch (SocketException e) {
            return false;
        }
    }
}
