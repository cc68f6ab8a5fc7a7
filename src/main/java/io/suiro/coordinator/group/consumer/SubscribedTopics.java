package io.suiro.coordinator.group.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Which topics a group's subscriptions stand for in a metadata image, and whether these have changed. */
final class SubscribedTopics {
    private SubscribedTopics() {}

    /**
     * Looks at the image anew if the topics have changed since the last time, or a subscription has.
     *
     * @return whether the group must have a new epoch for that
     */
    static boolean refresh(ConsumerGroupDraft draft, boolean subscriptionsChanged) {
        if (!subscriptionsChanged
                && draft.image.topics().equals(draft.deadlines().topicsSeen())) {
            return false;
        }
        forgetUnusedRegexes(draft);
        boolean regexChanged = false;
        for (String regex : draft.group().subscribedRegexes()) {
            List<String> matching = matching(regex, draft.image);
            ResolvedRegex before = draft.group().regexes().get(regex);
            if (before == null || !before.topics().equals(matching)) {
                regexChanged = true;
                draft.add(new ConsumerGroupRecord.RegexStored(
                        draft.groupId(), regex, new ResolvedRegex(matching, draft.image.index(), draft.now.nowMs())));
            }
        }
        draft.become(draft.deadlines().seen(draft.image.topics()));
        return regexChanged || hash(draft.group(), draft.image) != draft.group().metadataHash();
    }

    static void forgetUnusedRegexes(ConsumerGroupDraft draft) {
        for (String regex : List.copyOf(draft.group().regexes().keySet())) {
            if (!draft.group().subscribedRegexes().contains(regex)) {
                draft.add(new ConsumerGroupRecord.RegexDeleted(draft.groupId(), regex));
            }
        }
    }

    /** Throws INVALID_REGULAR_EXPRESSION if it is not one of RE2/J. */
    static void check(@Nullable String regex) {
        if (regex != null && !regex.isEmpty()) {
            compile(regex);
        }
    }

    private static List<String> matching(String regex, MetadataImage image) {
        Pattern pattern = compile(regex);
        return image.topicIds().keySet().stream().filter(pattern::matches).toList();
    }

    private static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new Refused(
                    Errors.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex `" + regex + "` is not a valid regular expression: " + e.getDescription()
                            + ".");
        }
    }

    /** Of name, id and partition count of each subscribed topic that exists; 0 if none does. */
    static long hash(ConsumerGroup group, MetadataImage image) {
        MessageDigest digest = sha256();
        boolean isEmpty = true;
        for (String name : group.subscribedTopics()) {
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
