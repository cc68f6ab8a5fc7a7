package io.suiro.coordinator.group;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.utils.Bytes;

/** Which topics a group of consumers reads, as far as its members' metadata can be understood. */
final class Subscriptions {
    private Subscriptions() {}

    /** Whether offsets of the topic are in use; if the metadata cannot be read, a consumers' may all be. */
    static boolean includes(ClassicGroup group, String topic) {
        return group.isConsumer()
                && topics(group).map(topics -> topics.contains(topic)).orElse(true);
    }

    /** Empty if this is not a group of consumers, or not understood. */
    static Optional<Set<String>> topics(ClassicGroup group) {
        if (!group.isConsumer()) {
            return Optional.empty();
        }
        Set<String> topics = new HashSet<>();
        for (Member member : group.members().values()) {
            Bytes metadata = member.metadata(group.protocolName());
            try {
                topics.addAll(topics(metadata));
            } catch (RuntimeException notASubscription) {
                return Optional.empty();
            }
        }
        return Optional.of(topics);
    }

    /** Every version of the format begins with what version 0 has. */
    private static Set<String> topics(Bytes metadata) {
        ByteBuffer buffer = ByteBuffer.wrap(metadata.get());
        buffer.getShort();
        return Set.copyOf(new ConsumerProtocolSubscription(new ByteBufferAccessor(buffer), (short) 0).topics());
    }
}
