package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** A consumer group that reads everything the producers write, commits as it goes, and remembers what it read. */
final class GroupLoad implements AutoCloseable {
    static final String GROUP = "readers";

    private final Map<TopicPartition, GrowingInts> read = new ConcurrentHashMap<>();
    private final List<GroupMember> members = new ArrayList<>();
    private final GroupOffsets offsets;

    GroupLoad(String bootstrap, List<String> topics, int size, Violations violations) {
        offsets = new GroupOffsets(violations);
        IntStream.range(0, size)
                .forEach(id -> members.add(new GroupMember(id, bootstrap, topics, offsets, this::read, violations)));
    }

    void start() {
        members.forEach(GroupMember::start);
    }

    /** Checksum of the value read at each offset of a partition. */
    GrowingInts read(TopicPartition partition) {
        return read.computeIfAbsent(partition, ignored -> new GrowingInts());
    }

    /** No member reads or commits any more when this returns. */
    void finish() throws InterruptedException {
        members.forEach(GroupMember::stop);
        for (GroupMember member : members) {
            member.awaitEnd();
        }
    }

    GroupOffsets offsets() {
        return offsets;
    }

    long records() {
        return members.stream().mapToLong(GroupMember::records).sum();
    }

    @Override
    public void close() {
        members.forEach(GroupMember::stop);
    }
}
