package io.suiro.cluster.kraft;

import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.message.VotersRecord;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/**
 * A control record of Kafka's metadata log, by which its replicas agree with each other.
 *
 * <pre>
 * key    version int16 | type int16: 2 leader change, 3 and 4 header and footer of a snapshot, 5 protocol, 6 voters
 * value  message of that type, of the version that its first int16 says
 * </pre>
 *
 * Source: KIP-595, KIP-630, KIP-853.
 */
final class KraftControl {
    private static final int TYPE_AT = 2;
    private static final int KEY_BYTES = 4;
    private static final short LEADER_CHANGE = 2;
    private static final short SNAPSHOT_FOOTER = 4;
    private static final short VOTERS = 6;

    private KraftControl() {}

    /** The quorum's voters from here on; null if the record does not say. */
    static @Nullable List<Integer> voters(StoredRecord record) {
        ByteBuffer value = record.value();
        if (value == null) {
            return null;
        }
        short version = value.getShort(value.position());
        ByteBufferAccessor message = new ByteBufferAccessor(value.duplicate());
        return switch (type(record)) {
            case LEADER_CHANGE ->
                new LeaderChangeMessage(message, version)
                        .voters().stream()
                                .map(LeaderChangeMessage.Voter::voterId)
                                .toList();
            case VOTERS ->
                new VotersRecord(message, version)
                        .voters().stream().map(VotersRecord.Voter::voterId).toList();
            default -> null;
        };
    }

    /** Whether it is the last record of a snapshot, without which that is not whole. */
    static boolean isFooter(StoredRecord record) {
        return type(record) == SNAPSHOT_FOOTER;
    }

    private static short type(StoredRecord record) {
        ByteBuffer key = record.key();
        if (key == null || key.remaining() < KEY_BYTES) {
            throw new IllegalArgumentException("a control record without its type");
        }
        return key.getShort(key.position() + TYPE_AT);
    }
}
