package io.suiro.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.Uuid;

/**
 * What the replicas of all partitions hold and what was acknowledged, as leaders and followers that obey the metadata
 * make it: a follower cuts its log where it differs from the leader's and copies what comes then; a record is acknowledged
 * once the whole ISR holds it, while that is no smaller than the effective {@code min.insync.replicas}.
 */
final class ReplicatedRecords {
    /** @param number of the partition in its topic */
    record PartitionKey(Uuid topicId, int number) {}

    private final Map<PartitionKey, Map<Integer, List<Integer>>> logs = new HashMap<>();
    private final Map<PartitionKey, List<Integer>> acknowledged = new HashMap<>();
    private int nextRecord;

    List<Integer> log(PartitionKey key, int broker) {
        return logs.computeIfAbsent(key, any -> new HashMap<>()).computeIfAbsent(broker, any -> new ArrayList<>());
    }

    List<Integer> acknowledged(PartitionKey key) {
        return acknowledged.computeIfAbsent(key, any -> new ArrayList<>());
    }

    boolean holdsEverything(PartitionKey key, int broker) {
        List<Integer> log = log(key, broker);
        List<Integer> required = acknowledged(key);
        return log.size() >= required.size() && log.subList(0, required.size()).equals(required);
    }

    void append(PartitionKey key, int leader) {
        log(key, leader).add(nextRecord++);
    }

    /** @param most records to copy */
    void fetch(PartitionKey key, int follower, int leader, int most) {
        List<Integer> from = log(key, leader);
        List<Integer> to = log(key, follower);
        int common = commonPrefix(from, to);
        to.subList(common, to.size()).clear();
        to.addAll(from.subList(common, Math.min(from.size(), common + most)));
    }

    void advance(PartitionKey key, PartitionImage partition, int effectiveMinIsr) {
        if (!partition.hasLeader() || partition.isr().size() < effectiveMinIsr) {
            return;
        }
        List<Integer> inAll = log(key, partition.leader());
        int held = inAll.size();
        for (int member : partition.isr()) {
            held = Math.min(held, commonPrefix(inAll, log(key, member)));
        }
        List<Integer> known = acknowledged(key);
        while (known.size() < held) {
            known.add(inAll.get(known.size()));
        }
    }

    /** Losses were accepted in the election of that leader. */
    void forgetWhatLacks(PartitionKey key, int leader) {
        List<Integer> known = acknowledged(key);
        known.subList(commonPrefix(known, log(key, leader)), known.size()).clear();
    }

    /** What was not forced goes with the machine. */
    void loseTails(int broker, Random random) {
        logs.values().forEach(replicas -> {
            List<Integer> log = replicas.getOrDefault(broker, new ArrayList<>());
            log.subList(log.size() - random.nextInt(log.size() + 1), log.size()).clear();
        });
    }

    void loseAll(int broker) {
        logs.values().forEach(replicas -> replicas.remove(broker));
    }

    /** Who is no replica any more deletes its log. */
    void follow(PartitionKey key, PartitionImage partition) {
        logs.computeIfAbsent(key, any -> new HashMap<>()).keySet().retainAll(partition.replicas());
    }

    private static int commonPrefix(List<Integer> one, List<Integer> other) {
        int length = 0;
        while (length < one.size() && length < other.size() && one.get(length).equals(other.get(length))) {
            length++;
        }
        return length;
    }
}
