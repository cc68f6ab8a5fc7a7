package io.suiro.replica;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/**
 * How far one follower has come, as its fetches tell its leader: whoever fetches from an offset has everything below. It changes on the
 * lane only; any thread may ask.
 *
 * <p>It counts as caught up at the time of a fetch that reached the log end, or reached where that had been at the fetch before (then
 * at the time of that one), or, since an idle partition's follower does not ask for it again and again, at the time of an append that
 * follows when it had everything. Source: Kafka's {@code Replica}.
 *
 * <p>A later registration begins anew, other than in Kafka: a broker that was caught up before its restart is behind by all that was
 * appended meanwhile, and records would wait for it until it has read all of that.
 */
final class FollowerProgress {
    static final long UNKNOWN = -1;

    private final int brokerId;
    private volatile long brokerEpoch = UNKNOWN;
    private volatile long logEndOffset = UNKNOWN;
    private long logStartOffset = UNKNOWN;
    private long leaderEndAtLastFetch = UNKNOWN;
    private long lastFetchMs;
    private volatile long lastCaughtUpMs;

    /** @param lastCaughtUpMs now for one that is in sync when its leader begins, else 0 */
    FollowerProgress(int brokerId, long lastCaughtUpMs) {
        this.brokerId = brokerId;
        this.lastCaughtUpMs = lastCaughtUpMs;
    }

    int brokerId() {
        return brokerId;
    }

    /** Of the registration with which it last fetched, -1 before. */
    long brokerEpoch() {
        return brokerEpoch;
    }

    /** Exclusive; -1 until it has fetched. */
    long logEndOffset() {
        return logEndOffset;
    }

    /** Inclusive; -1 until it has fetched. Lane only. */
    long logStartOffset() {
        return logStartOffset;
    }

    /**
     * Takes in a fetch.
     *
     * @param startOffset where its log begins
     * @throws Refused NOT_LEADER_OR_FOLLOWER if it is of an earlier registration than one before
     */
    void fetched(long fromOffset, long startOffset, long epoch, long leaderEnd, long nowMs) {
        if (epoch < brokerEpoch) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (brokerEpoch != UNKNOWN && epoch > brokerEpoch) {
            lastCaughtUpMs = 0;
            leaderEndAtLastFetch = UNKNOWN;
        }
        if (fromOffset >= leaderEnd) {
            lastCaughtUpMs = Math.max(lastCaughtUpMs, nowMs);
        } else if (leaderEndAtLastFetch >= 0 && fromOffset >= leaderEndAtLastFetch) {
            lastCaughtUpMs = Math.max(lastCaughtUpMs, lastFetchMs);
        }
        brokerEpoch = epoch;
        logEndOffset = fromOffset;
        logStartOffset = startOffset;
        leaderEndAtLastFetch = leaderEnd;
        lastFetchMs = nowMs;
    }

    /** The leader's log has grown. */
    void leaderAppended(long endBefore, long nowMs) {
        if (logEndOffset == endBefore) {
            lastCaughtUpMs = Math.max(lastCaughtUpMs, nowMs);
        }
    }

    /** How far it is, in words. Lane only. */
    String standing(long nowMs) {
        return "broker " + brokerId
                + (brokerEpoch == UNKNOWN
                        ? ", which has not fetched"
                        : ", which has all below offset " + logEndOffset + " and last fetched " + (nowMs - lastFetchMs)
                                + " ms ago");
    }

    boolean isCaughtUp(long leaderEnd, long nowMs, long lagTimeMaxMs) {
        return logEndOffset == leaderEnd || nowMs - lastCaughtUpMs <= lagTimeMaxMs;
    }
}
