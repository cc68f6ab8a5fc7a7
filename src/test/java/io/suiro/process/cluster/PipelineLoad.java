package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.common.TopicPartition;

/**
 * Workers that pass on what producers write, exactly once: each reads records as a member of a group, writes them to the partition of the
 * same number of another topic, and commits both in one transaction; some it aborts.
 */
final class PipelineLoad implements AutoCloseable {
    static final String GROUP = "pipeline";
    static final String TARGET = "passed-on";

    private final List<PipelineWorker> workers = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong aborted = new AtomicLong();
    private final AtomicLong begunAnew = new AtomicLong();

    PipelineLoad(String bootstrap, String source, int count, long seed, Violations violations) {
        for (int id = 0; id < count; id++) {
            workers.add(new PipelineWorker(bootstrap, source, id, seed + id, this, violations));
        }
    }

    void start() {
        workers.forEach(PipelineWorker::start);
    }

    void committedOne() {
        committed.incrementAndGet();
    }

    void abortedOne() {
        aborted.incrementAndGet();
    }

    void begunAnew() {
        begunAnew.incrementAndGet();
    }

    /** Transactions that a worker was told to be committed. */
    long committed() {
        return committed.get();
    }

    /** Transactions that ended otherwise, as a worker wanted it or after an error. */
    long aborted() {
        return aborted.get();
    }

    /** Workers that had to begin anew after an error, as another life of theirs. */
    long lives() {
        return begunAnew.get();
    }

    /** No transaction is begun any more when this returns; the last ones may still be open. */
    void finish() throws InterruptedException {
        for (PipelineWorker worker : workers) {
            worker.finish();
        }
    }

    /** Compares what was passed on with what is written, up to where the group has committed. */
    static void check(Admin admin, String bootstrap, String source, int partitions, Violations violations)
            throws Exception {
        Map<TopicPartition, Long> offsets = admin
                .listConsumerGroupOffsets(GROUP, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
        try (PipelineCheck check = new PipelineCheck(bootstrap, violations)) {
            for (int i = 0; i < partitions; i++) {
                TopicPartition from = new TopicPartition(source, i);
                check.compare(from, offsets.getOrDefault(from, 0L), new TopicPartition(TARGET, i));
            }
        }
    }

    @Override
    public void close() {
        workers.forEach(PipelineWorker::close);
    }
}
