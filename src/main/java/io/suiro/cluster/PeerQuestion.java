package io.suiro.cluster;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What brokers ask each other that is not about metadata. Bodies are Kafka's messages, their version first (int16). */
public enum PeerQuestion {
    /** AddPartitionsToTxn: of the broker that coordinates a transaction. */
    TRANSACTION_PARTITIONS(1),
    /** WriteTxnMarkers: of the broker that leads the partitions. */
    TRANSACTION_MARKERS(2),
    /** ListTransactions: of a broker that coordinates some. */
    TRANSACTION_LIST(3),
    /** DescribeTransactions: of the broker that coordinates them. */
    TRANSACTION_DESCRIPTION(4),
    /** InitProducerId: of the broker that coordinates the transaction, which is to be aborted. */
    TRANSACTION_FENCE(5),
    /** InitializeShareGroupState, and the others below: of the broker that keeps a share partition's state. */
    SHARE_INITIALIZE(6),
    SHARE_READ(7),
    SHARE_WRITE(8),
    SHARE_DELETE(9),
    SHARE_SUMMARY(10),
    /** ListGroups: of a broker that coordinates some. */
    GROUP_LIST(11),
    /** DescribeGroups, and the others below, to DeleteGroups: of the broker that coordinates them. */
    GROUP_DESCRIPTION(12),
    CONSUMER_GROUP_DESCRIPTION(13),
    SHARE_GROUP_DESCRIPTION(14),
    GROUP_OFFSETS(15),
    GROUP_DELETION(16),
    /** ListOffsets: of the broker that leads the partitions. */
    LEADER_OFFSETS(17),
    /** DescribeShareGroupOffsets, and the others below: of the broker that coordinates the group. */
    SHARE_GROUP_OFFSETS(18),
    SHARE_GROUP_ALTERATION(19),
    /** OffsetCommit. */
    GROUP_COMMIT(20),
    /** ListOffsets with offsets in the place of timestamps: when records are of, of the broker that leads the partitions. */
    RECORD_TIMES(21);

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
