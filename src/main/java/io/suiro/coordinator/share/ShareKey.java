package io.suiro.coordinator.share;

import io.suiro.error.Refused;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;

/** A share partition: a partition as one share group reads it. */
public record ShareKey(String groupId, Uuid topicId, int partition) {
    /**
     * Reads {@code groupId:topicId:partition}, as clients name it; the group's id may have colons.
     *
     * @throws Refused INVALID_REQUEST
     */
    public static ShareKey parse(String text) {
        int last = text.lastIndexOf(':');
        int first = last < 0 ? -1 : text.lastIndexOf(':', last - 1);
        if (first <= 0) {
            throw new Refused(Errors.INVALID_REQUEST, "Invalid key format: expected - groupId:topicId:partition");
        }
        try {
            ShareKey key = new ShareKey(
                    text.substring(0, first),
                    Uuid.fromString(text.substring(first + 1, last)),
                    Integer.parseInt(text.substring(last + 1)));
            if (key.partition < 0) {
                throw new Refused(Errors.INVALID_REQUEST, "Invalid partition: " + key.partition);
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw new Refused(Errors.INVALID_REQUEST, "Invalid key: " + text);
        }
    }

    /** The partition of {@code __share_group_state} that stores it, where that topic has so many. */
    public int partitionOf(int partitions) {
        return Utils.abs(toString().hashCode()) % partitions;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return groupId + ":" + topicId + ":" + partition;
    }
}
