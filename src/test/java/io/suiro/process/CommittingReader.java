package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group, on a thread of its own, that commits after each poll. It remembers which commits were
 * acknowledged and which were only attempted, across the members that replace it.
 */
final class CommittingReader {
    static final String GROUP = "readers";

    /** Least a group's committed offsets can be: what was acknowledged. */
    private final Map<TopicPartition, Long> acknowledged = new ConcurrentHashMap<>();
    /** Most they can be: what was sent, whether an answer came or not. */
    private final Map<TopicPartition, Long> attempted = new ConcurrentHashMap<>();

    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final String bootstrap;
    private final List<String> topics;
    private volatile Member member;

    CommittingReader(String bootstrap, List<String> topics) {
        this.bootstrap = bootstrap;
        this.topics = topics;
        member = new Member();
    }

    /** Ends the member without leaving the group, as if it had died with its broker. */
    void die() throws InterruptedException {
        member.die();
    }

    /** A new member takes over at the group's committed offsets. */
    void takeOver() {
        member = new Member();
    }

    /** Whether the present member has taken over. */
    boolean isReading() {
        return member.read.get() > 0;
    }

    /** Partitions in which the group has committed. */
    Set<TopicPartition> committed() {
        return acknowledged.keySet();
    }

    /** While no member lives. */
    void assertCommitted(Map<TopicPartition, OffsetAndMetadata> committed) {
        acknowledged.forEach((partition, least) -> {
            assertThat(committed).containsKey(partition);
            assertThat(committed.get(partition).offset())
                    .as("committed offset of " + partition)
                    .isBetween(least, attempted.get(partition));
        });
    }

    /** What one member does until it dies. */
    private final class Member implements Runnable {
        private final KafkaConsumer<Long, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        GROUP,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "session.timeout.ms",
                        2000,
                        "heartbeat.interval.ms",
                        300,
                        "reconnect.backoff.max.ms",
                        200),
                new LongDeserializer(),
                new StringDeserializer());
        private final Thread thread = new Thread(this, "committing-reader");
        private volatile boolean dying;
        private final AtomicLong read = new AtomicLong();
        private volatile @Nullable Throwable failure;

        Member() {
            positions.clear();
            thread.start();
        }

        @Override
        public void run() {
            try {
                consumer.subscribe(topics);
                while (!dying) {
                    take();
                    commit();
                }
            } catch (WakeupException died) {
                assertThat(dying).isTrue();
            } catch (Throwable unexpected) {
                failure = unexpected;
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ZERO)
                        .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
            }
        }

        private void take() {
            for (ConsumerRecord<Long, String> record : consumer.poll(Duration.ofMillis(200))) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                Long position = positions.get(partition);
                if (position == null) {
                    assertThat(record.offset())
                            .as("where the group goes on in " + partition)
                            .isBetween(acknowledged.getOrDefault(partition, 0L), attempted.getOrDefault(partition, 0L));
                } else {
                    assertThat(record.offset())
                            .as("next offset of " + partition)
                            .isEqualTo(position);
                }
                positions.put(partition, record.offset() + 1);
                read.incrementAndGet();
            }
        }

        private void commit() {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            positions.forEach((partition, position) -> offsets.put(partition, new OffsetAndMetadata(position)));
            if (offsets.isEmpty()) {
                return;
            }
            attempted.putAll(positions);
            try {
                consumer.commitSync(offsets, Duration.ofMinutes(2));
                acknowledged.putAll(positions);
            } catch (WakeupException died) {
                throw died;
            } catch (KafkaException refused) {
                assertThat(dying).as("dying when " + refused).isTrue();
            }
        }

        void die() throws InterruptedException {
            dying = true;
            consumer.wakeup();
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).isFalse();
            assertThat(failure).isNull();
        }
    }
}
