package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import io.suiro.wire.peer.Handshake.Step;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The handshake's two parts without a socket between them. */
class HandshakeTest {
    private static final String SECRET = "secret of the cluster";
    private static final int FUZZED = 5_000;

    private final LocalPeer one = peer(1, "c", SECRET);
    private final LocalPeer two = peer(2, "c", SECRET);

    /** What went over the wire, and who each found the other to be. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and not modified
    private record Transcript(byte[] clientHello, byte[] serverHello, byte[] clientProof, Hello client, Hello server) {}

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void eachSideLearnsWhoTheOtherIs(Purpose purpose) throws HandshakeFailure {
        Transcript done = shake(new ClientHandshake(one, purpose, 2), new ServerHandshake(two));

        assertThat(done.client.identity()).isEqualTo(one.identity());
        assertThat(done.client.purpose()).isEqualTo(purpose);
        assertThat(done.server.identity()).isEqualTo(two.identity());
    }

    @Test
    void withoutASecretOnBothSidesTheyAgree() throws HandshakeFailure {
        Transcript done = shake(
                new ClientHandshake(peer(1, "c", null), Purpose.CONTROL, 2), new ServerHandshake(peer(2, "c", " ")));

        assertThat(done.client.identity().nodeId()).isEqualTo(1);
    }

    @Test
    void aClientRefusesAServerWithAnotherSecret() {
        assertRefused(
                Refusal.WRONG_SECRET, () -> shake(client(one), new ServerHandshake(peer(2, "c", "another secret"))));
        assertRefused(Refusal.WRONG_SECRET, () -> shake(client(one), new ServerHandshake(peer(2, "c", null))));
    }

    @Test
    void aServerRefusesAClientThatDoesNotKnowTheSecret() throws HandshakeFailure {
        ServerHandshake server = new ServerHandshake(two);
        LocalPeer stranger = peer(1, "c", "another secret");
        byte[] clientHello = HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, stranger.hello(Purpose.DATA));
        byte[] serverHello = withoutProof(reply(server, clientHello));
        byte[] proof = stranger.proofs().proof(Proofs.Role.CLIENT, clientHello, serverHello);

        assertRefused(
                Refusal.WRONG_SECRET, () -> reply(server, HandshakeFrame.proof(HandshakeFrame.CLIENT_PROOF, proof)));
    }

    @Test
    void aProofThatWasSeenBeforeIsRefused() throws HandshakeFailure {
        Transcript seen = shake(client(one), new ServerHandshake(two));
        ServerHandshake again = new ServerHandshake(two);
        reply(again, seen.clientHello);

        assertRefused(Refusal.WRONG_SECRET, () -> reply(again, seen.clientProof));
        assertRefused(Refusal.WRONG_SECRET, () -> reply(client(one), seen.serverHello));
    }

    @Test
    void theServersOwnProofSentBackIsRefused() throws HandshakeFailure {
        for (int role : new int[] {0, 1}) {
            ServerHandshake server = new ServerHandshake(two);
            byte[] clientHello = HandshakeFrame.hello(HandshakeFrame.CLIENT_HELLO, one.hello(Purpose.CONTROL));
            byte[] answer = reply(server, clientHello);
            byte[] proof = Arrays.copyOfRange(answer, answer.length - Proofs.BYTES, answer.length);
            byte[] sentBack =
                    HandshakeFrame.proof(role == 0 ? HandshakeFrame.CLIENT_PROOF : HandshakeFrame.WELCOME, proof);

            assertThatThrownBy(() -> reply(server, sentBack)).isInstanceOf(HandshakeFailure.class);
        }
    }

    @Test
    void theClientsOwnMessagesSentBackAreRefused() throws HandshakeFailure {
        ClientHandshake reflected = client(one);
        byte[] hello = reflected.opening();
        assertThat(hello).isNotNull();
        assertRefused(Refusal.MALFORMED, () -> reply(reflected, hello));
        hello[0] = HandshakeFrame.SERVER_HELLO;
        assertRefused(
                Refusal.WRONG_SECRET, () -> reply(client(one), Arrays.copyOf(hello, hello.length + Proofs.BYTES)));

        ClientHandshake client = client(one);
        ServerHandshake server = new ServerHandshake(two);
        byte[] proof = reply(client, reply(server, opening(client)));
        proof[0] = HandshakeFrame.WELCOME;
        assertRefused(Refusal.WRONG_SECRET, () -> reply(client, proof));
    }

    @Test
    void anotherClusterIsRefusedByEitherSide() {
        LocalPeer other = peer(2, "d", SECRET);

        HandshakeFailure refusal =
                assertRefused(Refusal.OTHER_CLUSTER, () -> shake(client(one), new ServerHandshake(other)));

        assertThat(refusal).hasMessage("belongs to cluster d, node 1 to c");
    }

    @Test
    void aBrokerWithoutAClusterIsOnlyToldWhoIsThere() throws HandshakeFailure {
        LocalPeer newcomer = peer(3, null, SECRET);

        assertRefused(Refusal.NO_CLUSTER, () -> shake(client(newcomer), new ServerHandshake(two)));
        assertRefused(
                Refusal.NO_CLUSTER,
                () -> shake(new ClientHandshake(one, Purpose.DATA, 3), new ServerHandshake(newcomer)));
        Transcript done = shake(
                new ClientHandshake(newcomer, Purpose.IDENTITY, ClientHandshake.ANY_NODE), new ServerHandshake(two));
        assertThat(done.server.identity().clusterId()).isEqualTo("c");
        assertThat(done.client.identity().clusterId()).isNull();
    }

    @Test
    void aNodeThatClaimsTheSameIdIsRefused() {
        assertRefused(
                Refusal.OWN_NODE_ID,
                () -> shake(new ClientHandshake(peer(2, "c", SECRET), Purpose.CONTROL, 2), new ServerHandshake(two)));
    }

    @Test
    void anotherNodeThanExpectedIsRefused() {
        assertRefused(
                Refusal.OTHER_NODE,
                () -> shake(new ClientHandshake(one, Purpose.CONTROL, 7), new ServerHandshake(two)));
    }

    @Test
    void anotherVersionIsRefusedByName() throws HandshakeFailure {
        byte[] hello = opening(client(one));
        hello[6] = 9;

        HandshakeFailure refusal =
                assertRefused(Refusal.UNSUPPORTED_VERSION, () -> reply(new ServerHandshake(two), hello));

        assertThat(refusal).hasMessageContaining("version 9");
    }

    @Test
    void aRefusalArrivesWithItsReason() {
        byte[] refused = HandshakeFrame.refused(Refusal.OTHER_CLUSTER, "belongs to\u0007 another cluster");

        assertThatThrownBy(() -> reply(client(one), refused))
                .isInstanceOf(RefusedByPeer.class)
                .hasMessage("was refused as OTHER_CLUSTER: the other side belongs to? another cluster");
    }

    @Test
    void noChangedByteGoesUnnoticed() throws HandshakeFailure {
        for (int seed = 0; seed < FUZZED; seed++) {
            Random random = new Random(seed);
            ClientHandshake client = client(one);
            ServerHandshake server = new ServerHandshake(two);
            int changed = random.nextInt(4);
            boolean done = false;
            try {
                byte[] serverHello = reply(server, mangled(opening(client), changed == 0, random));
                byte[] proof = reply(client, mangled(serverHello, changed == 1, random));
                byte[] welcome = reply(server, mangled(proof, changed == 2, random));
                done = true;
                assertThat(client.receive(Unpooled.wrappedBuffer(mangled(welcome, changed == 3, random)))
                                .peer())
                        .isNull();
            } catch (HandshakeFailure expected) {
                assertThat(done).as("seed %d", seed).isEqualTo(changed == 3);
                continue;
            }
            throw new AssertionError("seed " + seed + " was not noticed");
        }
    }

    @Test
    void noiseIsRefused() {
        Random random = new Random(1);
        for (int i = 0; i < FUZZED; i++) {
            byte[] noise = new byte[1 + random.nextInt(HandshakeFrame.MAX_BYTES)];
            random.nextBytes(noise);
            noise[0] = (byte) random.nextInt(6);
            assertThrows(HandshakeFailure.class, () -> reply(new ServerHandshake(two), noise));
            assertThrows(HandshakeFailure.class, () -> reply(client(one), noise));
        }
    }

    /** Another length, or other bits, never the same. */
    private static byte[] mangled(byte[] frame, boolean mangle, Random random) {
        if (!mangle) {
            return frame;
        }
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(frame, 1 + random.nextInt(frame.length - 1));
        }
        byte[] copy = frame.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private static LocalPeer peer(int nodeId, @Nullable String clusterId, @Nullable String secret) {
        return new LocalPeer(nodeId, Uuid.randomUuid(), clusterId, secret);
    }

    private static ClientHandshake client(LocalPeer self) {
        return new ClientHandshake(self, Purpose.CONTROL, 2);
    }

    private static byte[] opening(Handshake handshake) {
        byte[] opening = handshake.opening();
        if (opening == null) {
            throw new AssertionError("nothing to begin with");
        }
        return opening;
    }

    private static byte[] reply(Handshake handshake, byte[] frame) throws HandshakeFailure {
        byte[] reply = handshake.receive(Unpooled.wrappedBuffer(frame)).reply();
        if (reply == null) {
            throw new AssertionError("no reply");
        }
        return reply;
    }

    private static byte[] withoutProof(byte[] serverHello) {
        return Arrays.copyOf(serverHello, serverHello.length - Proofs.BYTES);
    }

    private static Transcript shake(ClientHandshake asClient, ServerHandshake asServer) throws HandshakeFailure {
        byte[] clientHello = opening(asClient);
        byte[] serverHello = reply(asServer, clientHello);
        byte[] clientProof = reply(asClient, serverHello);
        Step accepted = asServer.receive(Unpooled.wrappedBuffer(clientProof));
        byte[] welcome = accepted.reply();
        Hello client = accepted.peer();
        assertThat(welcome).isNotNull();
        assertThat(client).isNotNull();
        Hello server = asClient.receive(Unpooled.wrappedBuffer(welcome)).peer();
        assertThat(server).isNotNull();
        return new Transcript(clientHello, serverHello, clientProof, client, server);
    }

    private interface Failing {
        Object run() throws HandshakeFailure;
    }

    private static HandshakeFailure assertRefused(Refusal refusal, Failing attempt) {
        HandshakeFailure failure = assertThrows(HandshakeFailure.class, attempt::run);
        assertThat(failure.refusal()).isEqualTo(refusal);
        return failure;
    }
}
