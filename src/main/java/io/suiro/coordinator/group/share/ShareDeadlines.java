package io.suiro.coordinator.group.share;

import io.suiro.cluster.TopicImage;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What of a share group is not stored. Times are of the uptime clock. Immutable.
 *
 * @param sessions when each member is gone if it was not heard from by then, by id
 * @param topicsSeen the image's topics that the subscriptions were last looked at with; null before the first time
 * @param initializeAfterMs when the state of partitions that have none may be begun again
 * @param targetsUntilMs how long the targets stay
 */
public record ShareDeadlines(
        HashPMap<String, Long> sessions,
        @Nullable HashPMap<Uuid, TopicImage> topicsSeen,
        long initializeAfterMs,
        long targetsUntilMs) {
    /** When nothing is ever due. */
    public static final long NEVER = Long.MAX_VALUE;

    public static final ShareDeadlines NONE =
            new ShareDeadlines(HashTreePMap.empty(), null, Long.MIN_VALUE, Long.MIN_VALUE);

    /** A new coordinator gives each member a whole session. */
    public static ShareDeadlines restored(ShareGroup group, ShareGroupSettings settings, long uptimeMs) {
        HashPMap<String, Long> sessions = HashTreePMap.empty();
        for (String memberId : group.members().keySet()) {
            sessions = sessions.plus(memberId, uptimeMs + settings.sessionTimeoutMs());
        }
        return new ShareDeadlines(sessions, null, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /** When something next is due. */
    public long nextMs() {
        return sessions.values().stream().mapToLong(Long::longValue).min().orElse(NEVER);
    }

    ShareDeadlines with(String memberId, long sessionMs) {
        return new ShareDeadlines(sessions.plus(memberId, sessionMs), topicsSeen, initializeAfterMs, targetsUntilMs);
    }

    /**
     * A member that may be gone has less time than its session to be heard from.
     *
     * @param untilMs uptime clock; no earlier deadline is put off
     */
    public ShareDeadlines lost(String memberId, long untilMs) {
        Long known = sessions.get(memberId);
        return known == null || known <= untilMs ? this : with(memberId, untilMs);
    }

    ShareDeadlines without(String memberId) {
        return new ShareDeadlines(sessions.minus(memberId), topicsSeen, initializeAfterMs, targetsUntilMs);
    }

    ShareDeadlines seen(HashPMap<Uuid, TopicImage> topics) {
        return new ShareDeadlines(sessions, topics, initializeAfterMs, targetsUntilMs);
    }

    ShareDeadlines initializeAfter(long uptimeMs) {
        return new ShareDeadlines(sessions, topicsSeen, uptimeMs, targetsUntilMs);
    }

    ShareDeadlines targeted(long untilMs) {
        return new ShareDeadlines(sessions, topicsSeen, initializeAfterMs, untilMs);
    }
}
