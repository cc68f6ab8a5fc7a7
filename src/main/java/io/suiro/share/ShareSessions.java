package io.suiro.share;

import io.suiro.error.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.Errors;

/**
 * The share sessions of this broker: one for each member that fetches from it.
 *
 * <pre>
 * none ── epoch 0 ──▶ open ── the epoch that is expected ──▶ open, the next epoch is
 *                      └── epoch -1, or the connection ends ──▶ none: what the member has is given back
 * </pre>
 *
 * Any thread. Source: KIP-932.
 */
public final class ShareSessions {
    /** Opens a session. */
    public static final int INITIAL_EPOCH = 0;
    /** Closes it. */
    public static final int FINAL_EPOCH = -1;

    private final SharePartitions partitions;
    private final int limit;
    private final Map<Owner, ShareSession> sessions = new ConcurrentHashMap<>();

    private record Owner(String groupId, String memberId) {}

    /** @param limit group.share.max.share.sessions */
    public ShareSessions(SharePartitions partitions, int limit) {
        this.partitions = partitions;
        this.limit = limit;
    }

    public int size() {
        return sessions.size();
    }

    /** In the place of the member's earlier one, if there is one. Throws SHARE_SESSION_LIMIT_REACHED. */
    ShareSession open(String groupId, String memberId, long connectionId, Collection<SharedPartition> wanted) {
        Owner owner = new Owner(groupId, memberId);
        if (sessions.size() >= limit && !sessions.containsKey(owner)) {
            throw new Refused(Errors.SHARE_SESSION_LIMIT_REACHED);
        }
        ShareSession session = new ShareSession(groupId, memberId, connectionId, wanted);
        ShareSession before = sessions.put(owner, session);
        if (before != null) {
            before.close();
        }
        return session;
    }

    /** Throws SHARE_SESSION_NOT_FOUND. */
    ShareSession find(String groupId, String memberId) {
        ShareSession session = sessions.get(new Owner(groupId, memberId));
        if (session == null) {
            throw new Refused(Errors.SHARE_SESSION_NOT_FOUND);
        }
        return session;
    }

    /** Throws SHARE_SESSION_NOT_FOUND, INVALID_SHARE_SESSION_EPOCH. */
    ShareSession advance(String groupId, String memberId, int epoch) {
        ShareSession session = find(groupId, memberId);
        if (!session.advance(epoch)) {
            throw new Refused(Errors.INVALID_SHARE_SESSION_EPOCH);
        }
        return session;
    }

    void close(ShareSession session) {
        session.close();
        if (sessions.remove(new Owner(session.groupId(), session.memberId()), session)) {
            partitions.release(session.groupId(), session.memberId());
            if (sessions.keySet().stream().noneMatch(owner -> owner.groupId.equals(session.groupId()))) {
                partitions.forget(session.groupId());
            }
        }
    }

    /** Nobody hears any more what these sessions get. */
    public void connectionClosed(long connectionId) {
        List<ShareSession> lost = sessions.values().stream()
                .filter(session -> session.connectionId() == connectionId)
                .toList();
        lost.forEach(this::close);
    }
}
