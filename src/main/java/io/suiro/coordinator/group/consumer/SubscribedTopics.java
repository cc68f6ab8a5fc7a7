package io.suiro.coordinator.group.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.suiro.cluster.MetadataImage;
import io.suiro.error.Refused;
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

    /** Of the subscribed topics that exist; 0 if none does. */
    static long hash(ConsumerGroup group, MetadataImage image) {
        return TopicsHash.of(group.subscribedTopics(), image);
    }
}
