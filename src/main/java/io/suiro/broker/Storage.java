package io.suiro.broker;

import io.suiro.error.Outcome;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The data directory: where it is, how full, what is in it. Any thread. */
public final class Storage {
    private final LogDirectory directory;
    private final Partitions partitions;
    private final Executor reads;
    private final BooleanSupplier cordoned;

    Storage(LogDirectory directory, Partitions partitions, Executor reads, BooleanSupplier cordoned) {
        this.cordoned = cordoned;
        this.directory = directory;
        this.partitions = partitions;
        this.reads = reads;
    }

    /**
     * What is on disk now; all in bytes.
     *
     * @param sizes of the partitions, without their indexes
     */
    public record Directory(String path, long totalBytes, long usableBytes, Map<TopicPartition, Long> sizes) {}

    /** Whether it takes no new replicas (KIP-1066). */
    public boolean isCordoned() {
        return cordoned.getAsBoolean();
    }

    /** Of the data directory, for life. */
    public Uuid directoryId() {
        return directory.directoryId();
    }

    public String path() {
        return directory.root().toString();
    }

    /** What can be had of a data directory. */
    public enum State {
        /** Everything. */
        ONLINE,
        /** Everything but writes, for want of room. */
        FULL,
        /** Nothing, until the disk is mended and the broker started again. */
        OFFLINE
    }

    public State state() {
        if (!directory.isOnline()) {
            return State.OFFLINE;
        }
        return directory.isFull() ? State.FULL : State.ONLINE;
    }

    /** What took it offline; null while it is not. */
    public @Nullable String failure() {
        IOException failure = directory.failure();
        return failure == null ? null : failure.toString();
    }

    /** KAFKA_STORAGE_ERROR once the directory is offline. */
    public CompletionStage<Outcome<Directory>> describe() {
        return CompletableFuture.supplyAsync(this::look, reads);
    }

    /** Bytes of all partitions, indexes not counted. */
    public long sizeInBytes() {
        return directory.isOnline()
                ? partitions.all().stream().mapToLong(Partition::sizeInBytes).sum()
                : 0;
    }

    private Outcome<Directory> look() {
        if (!directory.isOnline()) {
            return Outcome.failed(Errors.KAFKA_STORAGE_ERROR);
        }
        try {
            Map<TopicPartition, Long> sizes = new HashMap<>();
            for (Partition partition : partitions.all()) {
                sizes.put(partition.topicPartition(), partition.sizeInBytes());
            }
            return Outcome.ok(new Directory(path(), directory.totalBytes(), directory.usableBytes(), sizes));
        } catch (IOException e) {
            directory.fail(e);
            return Outcome.failed(Errors.KAFKA_STORAGE_ERROR);
        }
    }
}
