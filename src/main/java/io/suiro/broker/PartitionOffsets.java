package io.suiro.broker;

import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.EpochEnd;
import io.suiro.log.FoundOffset;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import io.suiro.replica.Upkeep;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** Where a partition's records are: ends of the log, by time, by leader epoch. */
public final class PartitionOffsets {
    private static final FoundOffset NOT_FOUND = new FoundOffset(-1, -1, -1);

    private final Partitions partitions;
    private final Executor reads;

    /** @param reads runs look-ups that may read a disk */
    PartitionOffsets(Partitions partitions, Executor reads) {
        this.partitions = partitions;
        this.reads = reads;
    }

    /** Which offset is asked for. */
    public sealed interface Spec {
        record Latest(boolean readCommitted) implements Spec {}

        record Earliest() implements Spec {}

        record MaxTimestamp(boolean readCommitted) implements Spec {}

        /** The last offset that has moved to tiered storage; without tiered storage there is none. */
        record Tiered() implements Spec {}

        /** The first record at or after this time; milliseconds since the epoch. */
        record AtTime(long timestampMs, boolean readCommitted) implements Spec {}
    }

    /**
     * Finds an offset; where there is none, offset, timestamp and epoch are -1. Never completes exceptionally.
     *
     * @param currentLeaderEpoch as the client knows it, -1 if it does not
     */
    public CompletionStage<Outcome<FoundOffset>> find(
            TopicPartition topicPartition, Spec spec, int currentLeaderEpoch) {
        return switch (spec) {
            case Spec.Latest latest ->
                at(topicPartition, currentLeaderEpoch, partition -> readableEnd(partition, latest.readCommitted));
            case Spec.Earliest earliest ->
                at(topicPartition, currentLeaderEpoch, p -> p.log().logStartOffset());
            case Spec.Tiered tiered ->
                CompletableFuture.completedFuture(checked(topicPartition, currentLeaderEpoch, partition -> NOT_FOUND));
            case Spec.MaxTimestamp maxTimestamp ->
                later(() -> checked(
                        topicPartition,
                        currentLeaderEpoch,
                        partition -> partition.onDisk(
                                log -> log.offsetOfMaxTimestamp(readableEnd(partition, maxTimestamp.readCommitted))
                                        .orElse(NOT_FOUND))));
            case Spec.AtTime atTime ->
                later(() -> checked(
                        topicPartition,
                        currentLeaderEpoch,
                        partition -> partition.onDisk(log -> log.offsetForTimestamp(
                                        atTime.timestampMs, readableEnd(partition, atTime.readCommitted))
                                .orElse(NOT_FOUND))));
        };
    }

    /** The first record at or after an offset, below the high watermark; where there is none all is -1. Never completes exceptionally. */
    CompletionStage<Outcome<FoundOffset>> recordFrom(TopicPartition topicPartition, long offset) {
        return later(() -> checked(
                topicPartition,
                -1,
                partition -> partition.onDisk(log ->
                        log.recordFrom(offset, readableEnd(partition, false)).orElse(NOT_FOUND))));
    }

    /** Consumers are told of nothing from here on. */
    private static long readableEnd(Partition partition, boolean readCommitted) {
        partition.checkHighWatermarkIsKnown();
        return readCommitted ? partition.lastStableOffset() : partition.highWatermark();
    }

    /** Where a leader epoch ends; -1, -1 if that is not known. */
    public Outcome<EpochEnd> endOfEpoch(TopicPartition topicPartition, int leaderEpoch, int currentLeaderEpoch) {
        return checked(topicPartition, currentLeaderEpoch, partition -> partition.endOfEpoch(leaderEpoch));
    }

    /**
     * Moves the start of the log up, durably, and answers with the low watermark as {@link Upkeep#deleteRecordsBefore} tells.
     *
     * @param beforeOffset exclusive, -1 for the high watermark
     * @param timeoutMs of waiting for other replicas
     */
    public CompletionStage<Outcome<Long>> deleteRecords(
            TopicPartition topicPartition, long beforeOffset, int timeoutMs) {
        Partition partition;
        try {
            partition = partitions.get(topicPartition);
        } catch (Refused e) {
            return CompletableFuture.completedFuture(Outcome.failed(e.code(), e.detail()));
        }
        return Outcomes.of(partition.upkeep().deleteRecordsBefore(beforeOffset, timeoutMs));
    }

    private CompletionStage<Outcome<FoundOffset>> at(
            TopicPartition topicPartition, int currentLeaderEpoch, Function<Partition, Long> offset) {
        return CompletableFuture.completedFuture(checked(
                topicPartition,
                currentLeaderEpoch,
                partition -> new FoundOffset(offset.apply(partition), -1, partition.leaderEpoch())));
    }

    private <T> Outcome<T> checked(TopicPartition topicPartition, int known, Function<Partition, T> work) {
        try {
            Partition partition = partitions.get(topicPartition);
            partition.checkLeads();
            LeaderEpochCheck.check(known, partition.leaderEpoch());
            return Outcome.ok(work.apply(partition));
        } catch (Refused e) {
            return Outcome.failed(e.code(), e.detail());
        }
    }

    private <T> CompletionStage<Outcome<T>> later(Supplier<Outcome<T>> work) {
        return Outcomes.flat(CompletableFuture.supplyAsync(work, reads));
    }
}
