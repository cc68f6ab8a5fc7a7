package io.suiro.cluster;

import java.util.Arrays;

/** What brokers say to one another over the {@link PeerNetwork}: a kind, and its bytes. */
final class PeerMessages {
    /** Told: a message of the consensus, see {@link io.suiro.cluster.raft.RaftMessageCodec}. */
    static final byte CONSENSUS = 1;
    /** Asked: a command for the controller, answered by a {@link CommandAnswer}. */
    static final byte COMMAND = 2;
    /** Asked: a {@link Heartbeat}, answered by its answer. */
    static final byte HEARTBEAT = 3;

    /** Asked: nothing more; answered by a {@link QuorumState}. */
    static final byte QUORUM = 4;

    /** Asked: whatever the rooms above have to ask, see {@link PeerQuestion}. */
    static final byte QUESTION = 5;

    private PeerMessages() {}

    static byte[] question(PeerQuestion question, byte[] body) {
        return of(QUESTION, of(question.code(), body));
    }

    static byte[] consensus(byte[] message) {
        return of(CONSENSUS, message);
    }

    static byte[] command(byte[] command) {
        return of(COMMAND, command);
    }

    static byte[] heartbeat(Heartbeat heartbeat) {
        return of(HEARTBEAT, heartbeat.encode());
    }

    static byte[] quorum() {
        return of(QUORUM, new byte[0]);
    }

    /** -1 if there is not even that. */
    static byte kind(byte[] message) {
        return message.length == 0 ? -1 : message[0];
    }

    static byte[] body(byte[] message) {
        return Arrays.copyOfRange(message, 1, message.length);
    }

    private static byte[] of(byte kind, byte[] body) {
        byte[] message = new byte[body.length + 1];
        message[0] = kind;
        System.arraycopy(body, 0, message, 1, body.length);
        return message;
    }
}
