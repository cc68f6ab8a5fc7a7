package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.FetchRecords;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.PartitionOffsets;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.log.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions from their beginning without a group, for somebody who looks rather than consumes; leaves out what was aborted, or may yet
 * be. One thread, which waits.
 */
public final class LogReader {
    private static final int PARTITION_BYTES = 1 << 20;
    private static final int MAX_BYTES = 8 << 20;
    private static final int UNKNOWN = -1;

    private final FetchRecords fetchRecords;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    private final Map<Integer, List<ConsumedRecord>> read = new TreeMap<>();

    /** @param partitions how many the topic has */
    public LogReader(Broker broker, String topic, int partitions) {
        this.fetchRecords = broker.fetchRecords();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition one = new TopicPartition(topic, partition);
            positions.put(one, beginning(broker.offsets(), one));
        }
    }

    private static long beginning(PartitionOffsets offsets, TopicPartition partition) {
        return offsets.find(partition, new Spec.Earliest(), UNKNOWN)
                .toCompletableFuture()
                .join()
                .orThrow()
                .offset();
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
        List<TopicPartition> asked = List.copyOf(positions.keySet());
        List<Wanted> wanted = asked.stream()
                .map(one -> new Wanted(one, positions.getOrDefault(one, 0L), PARTITION_BYTES, UNKNOWN, UNKNOWN))
                .toList();
        List<Fetched> fetched = fetchRecords
                .fetch(wanted, new Limits(maxWaitMs, 1, MAX_BYTES, true))
                .toCompletableFuture()
                .join();
        boolean advanced = false;
        for (int i = 0; i < asked.size(); i++) {
            advanced |= arrived(asked.get(i), fetched.get(i));
        }
        return advanced;
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
}
