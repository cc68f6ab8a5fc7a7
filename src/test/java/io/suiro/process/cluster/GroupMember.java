package io.suiro.process.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One member of the group, on a thread of its own: polls, judges where it was put, commits. */
final class GroupMember implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final GroupOffsets offsets;
    private final Function<TopicPartition, GrowingInts> read;
    private final Violations violations;
    private final Thread thread;
    private final AtomicLong records = new AtomicLong();
    /** Next offset of each partition it has and has read from. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    /** Of partitions it was given and has not read from: the least offset it may begin at. */
    private final Map<TopicPartition, Long> least = new HashMap<>();

    private volatile boolean stopping;

    GroupMember(
            int id,
            String bootstrap,
            List<String> topics,
            GroupOffsets offsets,
            Function<TopicPartition, GrowingInts> read,
            Violations violations) {
        this.topics = topics;
        this.offsets = offsets;
        this.read = read;
        this.violations = violations;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "client.id",
                        "member-" + id,
                        "group.id",
                        GroupLoad.GROUP,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "session.timeout.ms",
                        6000,
                        "heartbeat.interval.ms",
                        1000,
                        "request.timeout.ms",
                        5000,
                        "reconnect.backoff.max.ms",
                        200),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread = Thread.ofPlatform().name("member-" + id).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The thread ends soon after. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    long records() {
        return records.get();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(topics, this);
            while (!stopping) {
                turn();
            }
        } catch (WakeupException stopped) {
            // As asked.
        } catch (RuntimeException unexpected) {
            violations.add(Violation.CLIENT_FAILED, "a member of the group: " + unexpected);
        }
    }

    private void turn() {
        try {
            consumer.poll(POLL).forEach(this::take);
            commit();
        } catch (RetriableException | CommitFailedException again) {
            // The cluster does not answer, or the partitions went to another member meanwhile.
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        long offset = record.offset();
        Long position = positions.put(partition, offset + 1);
        if (position == null) {
            Long from = least.remove(partition);
            offsets.begins(partition, offset, from == null ? 0 : from);
        } else if (position != offset) {
            violations.add(
                    Violation.READ_AND_LOST, partition + ": a consumer at " + position + " is given offset " + offset);
        }
        int checksum = PartitionCheck.checksum(record.value());
        GrowingInts seen = read.apply(partition);
        int before = seen.get(offset);
        if (before != 0 && before != checksum) {
            violations.add(Violation.READ_AND_LOST, partition + ": offset " + offset + " was another record before");
        }
        seen.set(offset, checksum);
        records.incrementAndGet();
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        positions.forEach((partition, position) -> next.put(partition, new OffsetAndMetadata(position)));
        if (!next.isEmpty()) {
            offsets.attempted(next);
            consumer.commitSync(next, COMMIT);
            offsets.acknowledged(next);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> least.put(partition, offsets.least(partition)));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        positions.keySet().removeAll(partitions);
        least.keySet().removeAll(partitions);
    }
}
