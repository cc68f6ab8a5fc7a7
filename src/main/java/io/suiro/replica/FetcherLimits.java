package io.suiro.replica;

/**
 * How much a follower asks for at once.
 *
 * @param waitMaxMs {@code replica.fetch.wait.max.ms}: a leader without news answers after this long
 * @param minBytes {@code replica.fetch.min.bytes}
 * @param maxBytes {@code replica.fetch.max.bytes}: of one partition, but a first batch is always whole
 * @param responseMaxBytes {@code replica.fetch.response.max.bytes}
 */
public record FetcherLimits(int waitMaxMs, int minBytes, int maxBytes, int responseMaxBytes) {
    public static final FetcherLimits DEFAULT = new FetcherLimits(500, 1, 1 << 20, 10 << 20);
}
