package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * A decision about one consumer group while it is being made: each record that is added is applied to the group at
 * once, so that the next step sees what a reload would see. Lives as long as one decision.
 */
final class ConsumerGroupDraft {
    final ConsumerGroupSettings settings;
    final MetadataImage image;
    final Moment now;
    private final List<ConsumerGroupRecord> records = new ArrayList<>();
    private ConsumerGroup group;
    private Deadlines deadlines;

    ConsumerGroupDraft(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        this.group = group;
        this.deadlines = deadlines;
        this.settings = settings;
        this.image = image;
        this.now = now;
    }

    ConsumerGroup group() {
        return group;
    }

    String groupId() {
        return group.groupId();
    }

    /** Not for the record that deletes the group. */
    void add(ConsumerGroupRecord record) {
        ConsumerGroup applied = group.apply(record);
        if (applied == null) {
            throw new IllegalArgumentException("a group that is deleted cannot be decided about: " + record);
        }
        records.add(record);
        group = applied;
    }

    /** Throws GROUP_MAX_SIZE_REACHED unless it is a member already, or there is room for one more. */
    void checkRoomFor(String memberId) {
        if (group.members().size() >= settings.maxSize() && group.member(memberId) == null) {
            throw new Refused(
                    Errors.GROUP_MAX_SIZE_REACHED,
                    "The consumer group has reached its maximum capacity of " + settings.maxSize() + " members.");
        }
    }

    Deadlines deadlines() {
        return deadlines;
    }

    void become(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    List<ConsumerGroupRecord> records() {
        return records;
    }
}
