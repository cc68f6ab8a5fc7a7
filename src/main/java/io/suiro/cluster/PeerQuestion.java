package io.suiro.cluster;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What brokers ask each other that is not about metadata. Bodies are Kafka's messages, their version first (int16). */
public enum PeerQuestion {
    /** AddPartitionsToTxn: of the broker that coordinates a transaction. */
    TRANSACTION_PARTITIONS(1),
    /** WriteTxnMarkers: of the broker that leads the partitions. */
    TRANSACTION_MARKERS(2),
    /** InitializeShareGroupState, and the others below: of the broker that keeps a share partition's state. */
    SHARE_INITIALIZE(3),
    SHARE_READ(4),
    SHARE_WRITE(5),
    SHARE_DELETE(6),
    SHARE_SUMMARY(7);

    private final byte code;

    PeerQuestion(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static @Nullable PeerQuestion of(byte code) {
        for (PeerQuestion question : values()) {
            if (question.code == code) {
                return question;
            }
        }
        return null;
    }

    /** As {@link PeerNetwork#ask}. */
    public CompletionStage<byte[]> ask(PeerNetwork network, int nodeId, byte[] body) {
        return network.ask(nodeId, PeerMessages.question(this, body));
    }
}
