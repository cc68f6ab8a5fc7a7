package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.TopicImage;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What of a group is not stored: until when its members must be heard from, which topics it was last compared with, and
 * how long its targets stay. Immutable.
 *
 * @param members by id
 * @param topicsSeen the image's topics that the subscriptions were last looked at with; null before the first time
 * @param targetsUntilMs uptime clock, {@link #AT_ONCE} if they have not been made here yet
 */
public record Deadlines(
        HashPMap<String, OfMember> members, @Nullable HashPMap<Uuid, TopicImage> topicsSeen, long targetsUntilMs) {
    /** When nothing is ever due. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long AT_ONCE = Long.MIN_VALUE;

    public static final Deadlines NONE = new Deadlines(HashTreePMap.empty(), null, AT_ONCE);

    /**
     * On the uptime clock.
     *
     * @param sessionMs the member is gone if it was not heard from by then
     * @param taskMs and if it has not done by then what it was told to: to give up partitions, or, of one that speaks the classic
     *     protocol, to join again or to fetch its assignment; {@link #NEVER} if there is nothing
     */
    public record OfMember(long sessionMs, long taskMs) {
        long nextMs() {
            return Math.min(sessionMs, taskMs);
        }
    }

    /** A new coordinator gives each member a whole session, and all its time to give up partitions. */
    public static Deadlines restored(ConsumerGroup group, ConsumerGroupSettings settings, long uptimeMs) {
        HashPMap<String, OfMember> members = HashTreePMap.empty();
        for (ConsumerMember member : group.members().values()) {
            ClassicTerms classic = member.terms().classic();
            boolean isRevoking = classic == null && member.progress().state() == MemberState.UNREVOKED_PARTITIONS;
            members = members.plus(
                    member.memberId(),
                    new OfMember(
                            uptimeMs
                                    + (classic == null ? settings.firstSessionTimeoutMs() : classic.sessionTimeoutMs()),
                            isRevoking ? uptimeMs + Math.max(member.terms().rebalanceTimeoutMs(), 0) : NEVER));
        }
        return new Deadlines(members, null, AT_ONCE);
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
        return new Deadlines(members.plus(memberId, deadlines), topicsSeen, targetsUntilMs);
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
                : with(memberId, new OfMember(untilMs, known.taskMs()));
    }

    Deadlines without(String memberId) {
        return new Deadlines(members.minus(memberId), topicsSeen, targetsUntilMs);
    }

    Deadlines seen(HashPMap<Uuid, TopicImage> topics) {
        return new Deadlines(members, topics, targetsUntilMs);
    }

    Deadlines targeted(long untilMs) {
        return new Deadlines(members, topicsSeen, untilMs);
    }
}
