package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.error.Refused;
import io.suiro.log.EpochEnd;
import io.suiro.log.LogSlice;
import io.suiro.log.StableSlice;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The fetch use case: whole batches of several partitions at once, waiting for more if there is too little. Source:
 * KIP-74 (limits), KIP-98 (isolation), KIP-320 (epochs), protocol guide.
 */
public final class FetchRecords {
    private final Partitions partitions;
    private final Scheduler scheduler;
    private final Executor reads;
    private final Traffic traffic;
    private final boolean rackAware;

    /** @param reads runs what a deadline wakes */
    FetchRecords(Partitions partitions, Scheduler scheduler, Executor reads, Traffic traffic) {
        this(partitions, scheduler, reads, traffic, false);
    }

    /** @param rackAware whether consumers in the rack of an in-sync follower are sent there, as Kafka's RackAwareReplicaSelector does */
    FetchRecords(Partitions partitions, Scheduler scheduler, Executor reads, Traffic traffic, boolean rackAware) {
        this.rackAware = rackAware;
        this.partitions = partitions;
        this.scheduler = scheduler;
        this.reads = reads;
        this.traffic = traffic;
    }

    /**
     * What is wanted of one partition.
     *
     * @param currentLeaderEpoch as the client knows it, -1 if it does not
     * @param lastFetchedEpoch epoch of the record before {@code offset}, -1 if the client does not check
     */
    public record Wanted(
            TopicPartition topicPartition, long offset, int maxBytes, int currentLeaderEpoch, int lastFetchedEpoch) {}

    /**
     * How much, and how long to wait for it.
     *
     * @param minBytes an answer with fewer waits up to {@code maxWaitMs}; no more than {@code maxBytes}, which it could
     *     never reach
     * @param maxBytes of all partitions together; the first batch comes even if it is larger
     * @param rack where the consumer is; if it says so it may read from a follower (KIP-392), otherwise it is empty
     */
    public record Limits(int maxWaitMs, int minBytes, int maxBytes, boolean readCommitted, String rack) {
        public Limits {
            minBytes = Math.min(minBytes, maxBytes);
        }

        public Limits(int maxWaitMs, int minBytes, int maxBytes, boolean readCommitted) {
            this(maxWaitMs, minBytes, maxBytes, readCommitted, "");
        }
    }

    /** What one partition gives. */
    public sealed interface Fetched {
        /**
         * Batches.
         *
         * @param slice must be closed by whoever receives it
         * @param aborted transactions with records in the slice that the reader must leave out; null for one who reads all
         */
        record Records(
                long highWatermark,
                long lastStableOffset,
                long logStartOffset,
                LogSlice slice,
                @Nullable List<AbortedTransaction> aborted)
                implements Fetched {}

        /** A follower is nearer to the client: it is to read there. */
        record Elsewhere(int replicaId, long highWatermark, long lastStableOffset, long logStartOffset)
                implements Fetched {}

        /** The client's log and ours have parted: it must truncate to where this epoch ends (KIP-595). */
        record Diverged(long highWatermark, long logStartOffset, EpochEnd end) implements Fetched {}

        /** A follower is below the log's start: what it lacks is gone, and it must begin there. */
        record Behind(long highWatermark, long logStartOffset) implements Fetched {}

        record Failed(Errors code) implements Fetched {}
    }

    /** Answers in the order of {@code wanted}; whatever a partition refuses is a value. Any thread. */
    public CompletionStage<List<Fetched>> fetch(List<Wanted> wanted, Limits limits) {
        Reading reading = read(wanted, limits);
        if (reading.suffices(limits) || limits.maxWaitMs <= 0 || wanted.isEmpty()) {
            return CompletableFuture.completedFuture(delivered(reading));
        }
        reading.close();
        ParkedFetch parked = new ParkedFetch(() -> read(wanted, limits), limits, watched(wanted), reads);
        return parked.park(scheduler).thenApply(this::delivered);
    }

    private List<Fetched> delivered(Reading reading) {
        traffic.fetched(reading.records, reading.bytes);
        return reading.fetched;
    }

    private List<Partition> watched(List<Wanted> wanted) {
        List<Partition> watched = new ArrayList<>(wanted.size());
        for (Wanted one : wanted) {
            Partition partition = partitions.find(one.topicPartition);
            if (partition != null) {
                watched.add(partition);
            }
        }
        return watched;
    }

    /** One pass over all partitions. */
    record Reading(List<Fetched> fetched, long records, int bytes, boolean urgent) {
        boolean suffices(Limits limits) {
            return urgent || bytes >= limits.minBytes;
        }

        void close() {
            FetchRecords.close(fetched);
        }
    }

    private static void close(List<Fetched> fetched) {
        for (Fetched one : fetched) {
            if (one instanceof Fetched.Records records) {
                records.slice.close();
            }
        }
    }

    private Reading read(List<Wanted> wanted, Limits limits) {
        List<Fetched> fetched = new ArrayList<>(wanted.size());
        long count = 0;
        int bytes = 0;
        boolean urgent = false;
        try {
            for (Wanted one : wanted) {
                Fetched found = readOne(one, limits.maxBytes - bytes, bytes == 0, limits);
                fetched.add(found);
                switch (found) {
                    case Fetched.Records records -> {
                        count += records.slice.endOffset() - one.offset;
                        bytes += records.slice.sizeInBytes();
                    }
                    case Fetched.Elsewhere elsewhere -> urgent = true;
                    case Fetched.Diverged diverged -> urgent = true;
                    case Fetched.Behind behind -> urgent = true;
                    case Fetched.Failed failed -> urgent = true;
                }
            }
        } catch (RuntimeException | Error e) {
            close(fetched);
            throw e;
        }
        return new Reading(fetched, count, bytes, urgent);
    }

    private Fetched readOne(Wanted wanted, int budget, boolean atLeastOne, Limits limits) {
        try {
            Partition partition = partitions.get(wanted.topicPartition);
            return partition.onDisk(log -> {
                if (limits.rack.isEmpty()) {
                    partition.checkLeads();
                }
                LeaderEpochCheck.check(wanted.currentLeaderEpoch, partition.leaderEpoch());
                long highWatermark = partition.highWatermark();
                if (wanted.lastFetchedEpoch >= 0) {
                    EpochEnd end = partition.endOfEpoch(wanted.lastFetchedEpoch);
                    if (end.endOffset() < wanted.offset || end.leaderEpoch() < wanted.lastFetchedEpoch) {
                        return new Fetched.Diverged(highWatermark, log.logStartOffset(), end);
                    }
                }
                // Before anything is read: a transaction that is aborted from here on begins above it.
                long lastStable = log.lastStableOffset(highWatermark);
                OptionalInt nearer = rackAware
                        ? partition.leading().preferredReadReplica(limits.rack, wanted.offset)
                        : OptionalInt.empty();
                if (nearer.isPresent()) {
                    return new Fetched.Elsewhere(nearer.getAsInt(), highWatermark, lastStable, log.logStartOffset());
                }
                if (wanted.offset > log.logEndOffset() && partition.mayBeDeposed()) {
                    // Clients would take "out of range" for final, and begin anew.
                    throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
                }
                int maxBytes = Math.max(0, Math.min(wanted.maxBytes, budget));
                LogSlice slice;
                List<AbortedTransaction> aborted = null;
                if (limits.readCommitted) {
                    StableSlice stable = log.readStable(wanted.offset, maxBytes, lastStable, atLeastOne);
                    slice = stable.slice();
                    aborted = stable.aborted();
                } else {
                    slice = log.read(wanted.offset, maxBytes, highWatermark, atLeastOne);
                }
                if (slice.sizeInBytes() == 0 && partition.isCutOff()) {
                    slice.close();
                    throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
                }
                return new Fetched.Records(highWatermark, lastStable, log.logStartOffset(), slice, aborted);
            });
        } catch (Refused e) {
            return new Fetched.Failed(e.code());
        }
    }
}
