package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.TopicImage;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What of a group is not stored: until when its members must be heard from, and which topics it was last compared
 * with. Immutable.
 *
 * @param members by id
 * @param topicsSeen the image's topics that the subscriptions were last looked at with; null before the first time
 */
public record Deadlines(
        HashPMap<String, OfMember> members, @Nullable HashPMap<Uuid, TopicImage> topicsSeen) {
    /** When nothing is ever due. */
    public static final long NEVER = Long.MAX_VALUE;

    public static final Deadlines NONE = new Deadlines(HashTreePMap.empty(), null);

    /**
     * On the uptime clock.
     *
     * @param sessionMs the member is gone if it was not heard from by then
     * @param revocationMs and if it has not given up its partitions by then; {@link #NEVER} if there are none
     */
    public record OfMember(long sessionMs, long revocationMs) {
        long nextMs() {
            return Math.min(sessionMs, revocationMs);
        }
    }

    /** A new coordinator gives each member a whole session, and all its time to give up partitions. */
    public static Deadlines restored(ConsumerGroup group, ConsumerGroupSettings settings, long uptimeMs) {
        HashPMap<String, OfMember> members = HashTreePMap.empty();
        for (ConsumerMember member : group.members().values()) {
            boolean isRevoking = member.progress().state() == MemberState.UNREVOKED_PARTITIONS;
            members = members.plus(
                    member.memberId(),
                    new OfMember(
                            uptimeMs + settings.sessionTimeoutMs(),
                            isRevoking ? uptimeMs + Math.max(member.terms().rebalanceTimeoutMs(), 0) : NEVER));
        }
        return new Deadlines(members, null);
    }

    /** When something next is due. */
    public long nextMs() {
        long next = NEVER;
        for (OfMember member : members.values()) {
            next = Math.min(next, member.nextMs());
        }
        return next;
    }

    Deadlines with(String memberId, OfMember deadlines) {
        return new Deadlines(members.plus(memberId, deadlines), topicsSeen);
    }

    /**
     * A member that may be gone has less time than its session to be heard from.
     *
     * @param untilMs uptime clock; no earlier deadline is put off
     */
    public Deadlines lost(String memberId, long untilMs) {
        OfMember known = members.get(memberId);
        return known == null || known.sessionMs() <= untilMs
                ? this
                : with(memberId, new OfMember(untilMs, known.revocationMs()));
    }

    Deadlines without(String memberId) {
        return new Deadlines(members.minus(memberId), topicsSeen);
    }

    Deadlines seen(HashPMap<Uuid, TopicImage> topics) {
        return new Deadlines(members, topics);
    }
}
