package io.suiro.coordinator.group;

import io.suiro.base.Clock;
import io.suiro.base.RequestContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which connection each member was last heard from on, so that its end tells of those that may be gone. Members in this
 * process have none. Any thread.
 */
final class MemberConnections {
    static final long UNKNOWN = -1;
    private static final long NO_HEARTBEAT = Long.MIN_VALUE;

    private final Clock clock;
    private final Lost lost;
    private final Map<Member, Heard> heard = new ConcurrentHashMap<>();
    private final Map<Long, Set<Member>> byConnection = new ConcurrentHashMap<>();

    private record Member(String groupId, String memberId) {}

    /**
     * @param heartbeatMs uptime clock; {@link #NO_HEARTBEAT} if the last request was another
     * @param intervalMs the longest time between two heartbeats that followed each other, {@link #UNKNOWN} before there are two
     */
    private record Heard(long connectionId, long heartbeatMs, long intervalMs) {}

    /** Told of each member whose connection has ended, on that connection's thread. */
    interface Lost {
        /**
         * It may be gone.
         *
         * @param intervalMs the longest time between heartbeats of the member, {@link #UNKNOWN} if it sent too few
         */
        void lost(String groupId, String memberId, long intervalMs);
    }

    MemberConnections(Clock clock, Lost lost) {
        this.clock = clock;
        this.lost = lost;
    }

    /** A member sent a heartbeat. */
    void heartbeat(RequestContext context, @Nullable String groupId, String memberId) {
        heard(context, groupId, memberId, TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()));
    }

    /** A member was heard from in another way, which tells nothing of how often it sends heartbeats. */
    void heard(RequestContext context, @Nullable String groupId, String memberId) {
        heard(context, groupId, memberId, NO_HEARTBEAT);
    }

    private void heard(RequestContext context, @Nullable String groupId, String memberId, long heartbeatMs) {
        long connectionId = context.connectionId();
        if (connectionId == RequestContext.NO_CONNECTION || groupId == null || memberId.isEmpty()) {
            return;
        }
        Member member = new Member(groupId, memberId);
        Heard before = heard.get(member);
        long intervalMs = before == null ? UNKNOWN : before.intervalMs();
        if (before != null && before.heartbeatMs() != NO_HEARTBEAT && heartbeatMs != NO_HEARTBEAT) {
            intervalMs = Math.max(intervalMs, heartbeatMs - before.heartbeatMs());
        }
        heard.put(member, new Heard(connectionId, heartbeatMs, intervalMs));
        if (before == null || before.connectionId() != connectionId) {
            byConnection
                    .computeIfAbsent(connectionId, id -> ConcurrentHashMap.newKeySet())
                    .add(member);
        }
    }

    /** It left: its connection's end says nothing more. */
    void left(@Nullable String groupId, String memberId) {
        if (groupId != null) {
            heard.remove(new Member(groupId, memberId));
        }
    }

    /** Members that were heard from on another one since then are not lost. */
    void closed(long connectionId) {
        Set<Member> members = byConnection.remove(connectionId);
        if (members == null) {
            return;
        }
        for (Member member : members) {
            Heard last = heard.get(member);
            if (last != null && last.connectionId() == connectionId && heard.remove(member, last)) {
                lost.lost(member.groupId(), member.memberId(), last.intervalMs());
            }
        }
    }
}
