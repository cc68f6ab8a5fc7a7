package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.FetchSession.Position;
import io.suiro.broker.FetchSession.SessionPartition;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.protocol.Errors;

/**
 * All fetch sessions (KIP-227), at most {@code max.incremental.fetch.session.cache.slots}. When they are full, a new
 * session takes the place of the one that has been idle longest, if that is more than two minutes; otherwise the client
 * goes on without a session. Any thread.
 */
public final class FetchSessions {
    private static final int FINAL_EPOCH = -1;
    private static final int INITIAL_EPOCH = 0;
    private static final long MIN_EVICTION_MS = 120_000;

    private final int slots;
    private final Clock clock;
    private final Map<Integer, FetchSession> sessions = new HashMap<>();

    FetchSessions(int slots, Clock clock) {
        this.slots = slots;
        this.clock = clock;
    }

    /**
     * What to serve for one request.
     *
     * @param session null for a full fetch without one
     * @param incremental whether partitions without news are left out of the answer
     */
    public record Scope(Optional<FetchSession> session, List<SessionPartition> entries, boolean incremental) {
        /** For the response; 0 is no session. */
        public int sessionId() {
            return session.map(FetchSession::id).orElse(0);
        }

        /** Tells which entries were given records. */
        public void served(List<SessionPartition> served) {
            session.ifPresent(s -> s.served(served));
        }
    }

    /**
     * Opens, continues or ends a session.
     *
     * @throws Refused FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH, FETCH_SESSION_TOPIC_ID_ERROR
     */
    public synchronized Scope scope(
            int sessionId,
            int epoch,
            boolean usesTopicIds,
            Map<PartitionKey, Position> wanted,
            List<PartitionKey> forgotten) {
        if (epoch == FINAL_EPOCH || epoch == INITIAL_EPOCH) {
            sessions.remove(sessionId);
            if (epoch == INITIAL_EPOCH && !wanted.isEmpty()) {
                Optional<FetchSession> opened = open(usesTopicIds);
                if (opened.isPresent()) {
                    opened.get().update(wanted, List.of(), clock.nowMs());
                    return new Scope(opened, opened.get().entries(), false);
                }
            }
            List<SessionPartition> entries = new ArrayList<>(wanted.size());
            wanted.forEach((key, position) -> entries.add(new SessionPartition(key, position)));
            return new Scope(Optional.empty(), entries, false);
        }
        FetchSession session = sessions.get(sessionId);
        if (session == null) {
            throw new Refused(Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.epoch() != epoch) {
            throw new Refused(Errors.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.usesTopicIds() != usesTopicIds) {
            throw new Refused(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        session.update(wanted, forgotten, clock.nowMs());
        if (session.size() == 0) {
            // Told so by the id 0, or the client would come back with one that is not there any more.
            sessions.remove(sessionId);
            return new Scope(Optional.empty(), List.of(), false);
        }
        return new Scope(Optional.of(session), session.entries(), true);
    }

    /** Open sessions; for metrics. */
    public synchronized int count() {
        return sessions.size();
    }

    private Optional<FetchSession> open(boolean usesTopicIds) {
        long nowMs = clock.nowMs();
        if (sessions.size() >= slots) {
            FetchSession idlest = sessions.values().stream()
                    .min(Comparator.comparingLong(FetchSession::lastUsedMs))
                    .orElse(null);
            if (idlest == null || nowMs - idlest.lastUsedMs() < MIN_EVICTION_MS) {
                return Optional.empty();
            }
            sessions.remove(idlest.id());
        }
        int id;
        do {
            id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        FetchSession session = new FetchSession(id, usesTopicIds, nowMs);
        sessions.put(id, session);
        return Optional.of(session);
    }
}
