package io.suiro.process.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a group's committed offsets can be: at least what was acknowledged, at most what was attempted. For the threads of all members.
 */
final class GroupOffsets {
    private final Map<TopicPartition, Long> acknowledged = new HashMap<>();
    private final Map<TopicPartition, Long> attempted = new HashMap<>();
    private final Violations violations;
    private long commits;

    GroupOffsets(Violations violations) {
        this.violations = violations;
    }

    synchronized void attempted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> attempted.merge(partition, offset.offset(), Math::max));
    }

    synchronized void acknowledged(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commits++;
        notifyAll();
        offsets.forEach((partition, offset) -> acknowledged.merge(partition, offset.offset(), Math::max));
    }

    /** The least at which a member that takes over a partition now may begin. */
    synchronized long least(TopicPartition partition) {
        return acknowledged.getOrDefault(partition, 0L);
    }

    /** A member begins here with a partition that it took over when {@link #least} was so. */
    synchronized void begins(TopicPartition partition, long offset, long least) {
        judge("the group goes on", partition, offset, least);
    }

    /** What the cluster says at the end. */
    synchronized void check(Set<TopicPartition> partitions, Map<TopicPartition, OffsetAndMetadata> committed) {
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            judge("the group ends", partition, offset == null ? 0 : offset.offset(), least(partition));
        }
    }

    private void judge(String what, TopicPartition partition, long offset, long least) {
        long most = attempted.getOrDefault(partition, 0L);
        if (offset < least || offset > most) {
            violations.add(
                    Violation.COMMIT_LOST,
                    "%s in %s at %d, with commits acknowledged up to %d and attempted up to %d"
                            .formatted(what, partition, offset, least, most));
        }
    }

    /** Until the group commits again, as often as every member would do once. */
    synchronized void awaitCommits(int members) throws InterruptedException, TimeoutException {
        long enough = commits + members;
        long until = System.nanoTime() + ClusterView.PATIENCE.toNanos();
        while (commits < enough) {
            long leftMs = (until - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new TimeoutException("the group does not commit");
            }
            wait(leftMs);
        }
    }

    /** Commits that were acknowledged. */
    synchronized long commits() {
        return commits;
    }
}
