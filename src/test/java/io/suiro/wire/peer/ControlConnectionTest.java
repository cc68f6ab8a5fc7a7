package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.suiro.cluster.PeerAddress;
import io.suiro.wire.peer.ControlFrame.Kind;
import io.suiro.wire.peer.TestPeer.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker meets that knows the secret and misbehaves. */
class ControlConnectionTest {
    private static final int FUZZED = 200;

    private final LocalPeer other = new LocalPeer(2, Uuid.randomUuid(), TestPeer.CLUSTER, TestPeer.SECRET);

    @ParameterizedTest
    @ValueSource(ints = {0, 8, (64 << 20) + 1, -1, Integer.MIN_VALUE})
    void aFrameOfAnImpossibleSizeEndsTheConnection(int size) throws IOException {
        try (TestPeer one = Setup.node(1).start();
                Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
            RawSocket.send(socket, frame(Kind.TELL, 0, "before"));
            socket.getOutputStream().write(ByteBuffer.allocate(12).putInt(size).array());

            assertThat(RawSocket.isHungUpOn(socket)).isTrue();
            assertThat(one.heard.told).containsExactly("2 before");
            one.heard.awaitEvent("2 disconnected");
        }
    }

    @Test
    void aMessageOfUnknownKindEndsTheConnection() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
            RawSocket.send(socket, new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0, 'x'});
            assertThat(RawSocket.isHungUpOn(socket)).isTrue();
        }
    }

    @Test
    void anAnswerFromWhoWasNotAskedEndsTheConnection() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
            RawSocket.send(socket, frame(Kind.ANSWER, 1, "x"));
            assertThat(RawSocket.isHungUpOn(socket)).isTrue();
        }
    }

    @Test
    void whoMayOnlyAnswerAndAsksLosesTheConnection() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            one.network.address(2, new PeerAddress(TestPeer.HOST, listener.getLocalPort()));
            CompletionStage<byte[]> asked = one.network.ask(2, Heard.bytes("a"));
            try (Socket socket = RawSocket.accept(listener, other)) {
                RawSocket.receive(socket);
                RawSocket.send(socket, frame(Kind.ASK, 1, "x"));
                assertThat(RawSocket.isHungUpOn(socket)).isTrue();
            }
            await().until(() -> asked.toCompletableFuture().isCompletedExceptionally());
            one.heard.awaitEvent("2 disconnected");
            assertThat(one.heard.asked).isEmpty();
        }
    }

    @Test
    void anAnswerIsTakenOnceAndOnlyByWhoAsked() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            one.network.address(2, new PeerAddress(TestPeer.HOST, listener.getLocalPort()));
            CompletableFuture<byte[]> first =
                    one.network.ask(2, Heard.bytes("a")).toCompletableFuture();
            try (Socket socket = RawSocket.accept(listener, other)) {
                long correlationId = RawSocket.receive(socket).position(1).getLong();
                RawSocket.send(socket, frame(Kind.ANSWER, correlationId + 77, "nobody's"));
                RawSocket.send(socket, frame(Kind.ANSWER, correlationId, "first"));
                RawSocket.send(socket, frame(Kind.ANSWER, correlationId, "second"));
                assertThat(Heard.text(first.join())).isEqualTo("first");
                CompletableFuture<byte[]> next =
                        one.network.ask(2, Heard.bytes("b")).toCompletableFuture();
                long nextId = RawSocket.receive(socket).position(1).getLong();
                RawSocket.send(socket, frame(Kind.FAIL, nextId, "no"));
                await().until(next::isCompletedExceptionally);
            }
        }
    }

    @Test
    void whoOnlyClosesItsHalfIsGoneToo() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
            socket.shutdownOutput();
            assertThat(RawSocket.isHungUpOn(socket)).isTrue();
            one.heard.awaitEvent("2 disconnected");
        }
    }

    @Test
    void whoDoesNotReadItsAnswersLosesTheConnection() throws IOException {
        try (TestPeer one = Setup.node(1).config(Setup.config(0, 1 << 20)).start();
                Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
            byte[] large = new byte[1 << 20];
            one.heard.answer = request -> CompletableFuture.completedStage(large);
            for (int i = 0; i < 100; i++) {
                try {
                    RawSocket.send(socket, frame(Kind.ASK, i, "?"));
                } catch (SocketException e) {
                    assertThat(i).as("questions before the end").isPositive();
                    break;
                }
            }
            one.heard.awaitEvent("2 disconnected");
        }
    }

    @Test
    void noiseOnADataConnectionEndsIt() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                Socket socket = RawSocket.authenticated(one, other, Purpose.DATA)) {
            RawSocket.send(socket, new byte[100]);
            assertThat(RawSocket.isHungUpOn(socket)).isTrue();
            assertThat(one.heard.events).isEmpty();
        }
    }

    @Test
    void questionsThatNobodyAnswersAreBounded() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            two.heard.answer = request -> new CompletableFuture<>();
            CompletableFuture<byte[]> first = ask(one);
            for (int i = 1; i < Questions.MAX_UNANSWERED; i++) {
                assertThat(ask(one).isDone()).isFalse();
            }
            assertThat(ask(one).isCompletedExceptionally()).isTrue();

            first.cancel(false);

            assertThat(ask(one).isDone()).as("who gives up makes room").isFalse();
        }
    }

    @Test
    void theConnectionSurvivesPiecesAndNotNoise() throws IOException {
        try (TestPeer one = Setup.node(1).start()) {
            try (Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
                byte[] message = frame(Kind.TELL, 0, "in pieces");
                byte[] framed = ByteBuffer.allocate(4 + message.length)
                        .putInt(message.length)
                        .put(message)
                        .array();
                for (byte each : framed) {
                    socket.getOutputStream().write(each);
                }
                await().until(() -> one.heard.told.contains("2 in pieces"));
            }
            for (int seed = 0; seed < FUZZED; seed++) {
                byte[] noise = new byte[16 + new Random(seed).nextInt(500)];
                new Random(seed).nextBytes(noise);
                noise[0] |= (byte) 0x80; // no possible size, so that it does not wait for more
                try (Socket socket = RawSocket.authenticated(one, other, Purpose.CONTROL)) {
                    socket.getOutputStream().write(noise);
                    assertThat(RawSocket.isHungUpOn(socket)).as("seed " + seed).isTrue();
                }
            }
            assertThat(one.heard.told).containsExactly("2 in pieces");
        }
    }

    private static CompletableFuture<byte[]> ask(TestPeer from) {
        return from.network.ask(2, Heard.bytes("?")).toCompletableFuture();
    }

    private static byte[] frame(Kind kind, long correlationId, String text) {
        ByteBuf frame = Unpooled.buffer();
        new ControlFrame(kind, correlationId, Heard.bytes(text)).writeTo(frame);
        return ByteBufUtil.getBytes(frame.skipBytes(Integer.BYTES));
    }
}
