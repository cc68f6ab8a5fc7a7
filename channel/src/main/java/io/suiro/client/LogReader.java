package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/**
 * Reads partitions from their beginning without a group, for somebody who looks rather than consumes; leaves out what was aborted, or may yet
 * be. One thread, which waits.
 */
public final class LogReader implements AutoCloseable {
    private static final int PARTITION_BYTES = 1 << 20;
    private static final int MAX_BYTES = 8 << 20;
    private static final int UNKNOWN = -1;
    /** For a leader: one that has just come to lead may not know that yet. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long RETRY_NANOS = Duration.ofMillis(20).toNanos();

    private final PartitionReads logs;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    private final Map<Integer, List<ConsumedRecord>> read = new TreeMap<>();

    /**
     * Looks where the partitions begin.
     *
     * @param partitions how many the topic has
     * @throws Refused with Kafka's code if their leaders do not say
     */
    public LogReader(Broker broker, String topic, int partitions) {
        this.logs = PartitionReads.of(broker, "suiro-reader-" + broker.brokerId());
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition one = new TopicPartition(topic, partition);
            positions.put(one, beginning(one));
        }
    }

    private long beginning(TopicPartition partition) {
        long startNanos = System.nanoTime();
        while (true) {
            switch (logs.find(partition, new Spec.Earliest())
                    .toCompletableFuture()
                    .join()) {
                case Outcome.Ok<Long>(Long offset) -> {
                    return offset;
                }
                case Outcome.Failed<Long>(Errors code, String detail) -> {
                    if (!(code.exception() instanceof RetriableException)
                            || System.nanoTime() - startNanos > PATIENCE_NANOS) {
                        close();
                        throw new Refused(code, partition + ": " + detail);
                    }
                    LockSupport.parkNanos(RETRY_NANOS);
                }
            }
        }
    }

    /** All that is there, partition by partition. */
    public List<ConsumedRecord> toTheEnd() {
        while (advance(0)) {}
        return records();
    }

    /** All that has been read, partition by partition. */
    public List<ConsumedRecord> records() {
        return read.values().stream().flatMap(List::stream).toList();
    }

    /** Reads on; whether there was something, if need be after a while. */
    public boolean advance(int maxWaitMs) {
        Map<Integer, List<TopicPartition>> byLeader = new LinkedHashMap<>();
        for (TopicPartition partition : positions.keySet()) {
            byLeader.computeIfAbsent(logs.leader(partition), id -> new ArrayList<>())
                    .add(partition);
        }
        Map<Integer, CompletableFuture<List<Fetched>>> asked = new LinkedHashMap<>();
        byLeader.forEach((leader, partitions) -> asked.put(leader, fetch(leader, partitions, maxWaitMs)));
        boolean advanced = false;
        for (Map.Entry<Integer, CompletableFuture<List<Fetched>>> one : asked.entrySet()) {
            List<Fetched> fetched = one.getValue().join();
            List<TopicPartition> partitions = byLeader.getOrDefault(one.getKey(), List.of());
            for (int i = 0; i < fetched.size(); i++) {
                advanced |= arrived(partitions.get(i), fetched.get(i));
            }
        }
        return advanced;
    }

    private CompletableFuture<List<Fetched>> fetch(int leader, List<TopicPartition> partitions, int maxWaitMs) {
        List<Wanted> wanted = partitions.stream()
                .map(one -> new Wanted(one, positions.getOrDefault(one, 0L), PARTITION_BYTES, UNKNOWN, UNKNOWN))
                .toList();
        return logs.fetch(leader, wanted, new Limits(maxWaitMs, 1, MAX_BYTES, true))
                .toCompletableFuture();
    }

    private boolean arrived(TopicPartition partition, Fetched fetched) {
        if (!(fetched instanceof Fetched.Records records)) {
            return false;
        }
        try (LogSlice slice = records.slice()) {
            long position = positions.getOrDefault(partition, 0L);
            if (slice.sizeInBytes() == 0) {
                return position < records.logStartOffset()
                        && positions.put(partition, records.logStartOffset()) != null;
            }
            Decoding decoding = new Decoding(partition, position, records.aborted()).decode(slice.read());
            positions.put(partition, decoding.nextOffset());
            read.computeIfAbsent(partition.partition(), number -> new ArrayList<>())
                    .addAll(decoding.records());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        logs.close();
    }
}
