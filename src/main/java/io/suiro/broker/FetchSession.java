package io.suiro.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * The partitions that one client fetches again and again, so that it need not name them each time (KIP-227). Not
 * thread-safe by itself: a client has one request of a session in flight, and {@link FetchSessions} guards the rest.
 */
public final class FetchSession {
    private final int id;
    private final boolean usesTopicIds;
    private final Map<PartitionKey, SessionPartition> entries = new LinkedHashMap<>();
    private int epoch;
    private long lastUsedMs;

    FetchSession(int id, boolean usesTopicIds, long nowMs) {
        this.id = id;
        this.usesTopicIds = usesTopicIds;
        this.lastUsedMs = nowMs;
    }

    /** A partition as the client names it: by id, or by name and a zero id. */
    public record PartitionKey(Uuid topicId, String topic, int partition) {}

    /** What the client wants of a partition. */
    public record Position(long offset, int maxBytes, int currentLeaderEpoch, int lastFetchedEpoch) {}

    /** A partition in the session: the latest position, and what the client was last told. */
    public static final class SessionPartition {
        private final PartitionKey key;
        private Position position;
        private long toldHighWatermark = -1;
        private long toldLogStartOffset = -1;
        private boolean toldAnything;

        SessionPartition(PartitionKey key, Position position) {
            this.key = key;
            this.position = position;
        }

        public PartitionKey key() {
            return key;
        }

        public Position position() {
            return position;
        }

        /** Records what the client is about to be told; false if that is nothing new and may be left out. */
        public synchronized boolean isNews(long highWatermark, long logStartOffset, boolean records, boolean failed) {
            boolean news = records
                    || failed
                    || !toldAnything
                    || highWatermark != toldHighWatermark
                    || logStartOffset != toldLogStartOffset;
            toldHighWatermark = highWatermark;
            toldLogStartOffset = logStartOffset;
            toldAnything = !failed;
            return news;
        }
    }

    public int id() {
        return id;
    }

    boolean usesTopicIds() {
        return usesTopicIds;
    }

    int epoch() {
        return epoch;
    }

    long lastUsedMs() {
        return lastUsedMs;
    }

    int size() {
        return entries.size();
    }

    /** Takes up a request's changes; the order is that in which partitions are served. */
    synchronized void update(Map<PartitionKey, Position> changed, List<PartitionKey> forgotten, long nowMs) {
        forgotten.forEach(entries::remove);
        changed.forEach((key, position) -> {
            SessionPartition entry = entries.get(key);
            if (entry == null) {
                entries.put(key, new SessionPartition(key, position));
            } else {
                entry.position = position;
            }
        });
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        lastUsedMs = nowMs;
    }

    /** A copy, in serving order. */
    synchronized List<SessionPartition> entries() {
        return List.copyOf(entries.values());
    }

    /** Those that were just served go behind the others, so that none starves. */
    synchronized void served(List<SessionPartition> served) {
        for (SessionPartition entry : served) {
            if (entries.remove(entry.key, entry)) {
                entries.put(entry.key, entry);
            }
        }
    }
}
