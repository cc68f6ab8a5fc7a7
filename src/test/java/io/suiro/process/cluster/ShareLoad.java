package io.suiro.process.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Workers that take the records of a topic from each other as a share group: they accept most, give some back, and reject a few. */
final class ShareLoad implements AutoCloseable {
    static final String GROUP = "sharers";

    /** As many deliveries as Kafka allows, as what a fault ends counts as one. */
    static final int DELIVERY_LIMIT = 10;

    private static final String LOCK_MS = "15000";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_MS = 500;

    private final String topic;
    private final Admin admin;
    private final Violations violations;
    private final ShareHistory history;
    private final List<ShareWorker> workers = new ArrayList<>();
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong begunAnew = new AtomicLong();
    private volatile boolean draining;

    ShareLoad(String bootstrap, Admin admin, String topic, int count, long seed, Violations violations) {
        this.topic = topic;
        this.admin = admin;
        this.violations = violations;
        history = new ShareHistory(topic, violations);
        for (int id = 0; id < count; id++) {
            workers.add(new ShareWorker(bootstrap, topic, id, seed + id, this, violations));
        }
    }

    void start() throws Exception {
        List<AlterConfigOp> settings = new ArrayList<>();
        Map.of(
                        "share.auto.offset.reset",
                        "earliest",
                        "share.delivery.count.limit",
                        Integer.toString(DELIVERY_LIMIT),
                        "share.record.lock.duration.ms",
                        LOCK_MS)
                .forEach((name, value) ->
                        settings.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, GROUP), settings))
                .all()
                .get();
        workers.forEach(ShareWorker::start);
    }

    ShareHistory history() {
        return history;
    }

    /** Whether all is to be accepted from now on. */
    boolean isDraining() {
        return draining;
    }

    void releasedOne() {
        released.incrementAndGet();
    }

    void begunAnew() {
        begunAnew.incrementAndGet();
    }

    /** What members gave back, and were told so. */
    long released() {
        return released.get();
    }

    /** Workers that had to begin anew after an error, as another member. */
    long lives() {
        return begunAnew.get();
    }

    /** With every broker running and nothing written any more: waits until all is shared out, judges it, and ends the workers. */
    void finish(int partitions) throws Exception {
        if (workers.isEmpty()) {
            return;
        }
        draining = true;
        Map<Integer, Long> ends = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            TopicPartition partition = new TopicPartition(topic, i);
            ends.put(
                    i,
                    admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!history.isSettled(ends) || !left(ends).isEmpty()) {
            if (System.nanoTime() - until > 0 || workers.stream().noneMatch(ShareWorker::isAlive)) {
                left(ends)
                        .forEach((partition, start) -> violations.add(
                                Violation.NOT_SHARED,
                                topic + "-" + partition + ": the group is at " + start + " of " + ends.get(partition)));
                break;
            }
            Thread.sleep(LOOK_MS);
        }
        for (ShareWorker worker : workers) {
            worker.finish();
        }
        history.check(ends);
        if (history.accepted() == 0) {
            violations.add(Violation.NOT_SHARED, "nothing was accepted");
        }
    }

    /** Where the group begins, by its own account, with the partitions that it is not done with. */
    private Map<Integer, Long> left(Map<Integer, Long> ends) throws Exception {
        Map<TopicPartition, SharePartitionOffsetInfo> offsets = admin.listShareGroupOffsets(
                        Map.of(GROUP, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(GROUP)
                .get();
        Map<Integer, Long> left = new TreeMap<>();
        ends.forEach((partition, end) -> {
            SharePartitionOffsetInfo info = offsets.get(new TopicPartition(topic, partition));
            if (info == null || (info.startOffset() < end && info.lag().orElse(1L) > 0)) {
                left.put(partition, info == null ? -1 : info.startOffset());
            }
        });
        return left;
    }

    @Override
    public void close() {
        workers.forEach(ShareWorker::close);
    }
}
