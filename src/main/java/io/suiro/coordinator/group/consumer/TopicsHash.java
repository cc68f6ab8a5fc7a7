package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/** Tells whether the topics that a group subscribes to have changed. */
public final class TopicsHash {
    private TopicsHash() {}

    /**
     * Of name, id and partition count of each topic that exists; 0 if none does.
     *
     * @param topics in the same order each time
     */
    public static long of(Collection<String> topics, MetadataImage image) {
        MessageDigest digest = sha256();
        boolean isEmpty = true;
        for (String name : topics) {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                isEmpty = false;
                byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(2 * Integer.BYTES + 2 * Long.BYTES + utf8.length)
                        .putInt(utf8.length)
                        .put(utf8)
                        .putLong(topic.id().getMostSignificantBits())
                        .putLong(topic.id().getLeastSignificantBits())
                        .putInt(topic.partitions().size())
                        .flip());
            }
        }
        return isEmpty ? 0 : ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
