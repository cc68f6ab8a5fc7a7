package io.suiro.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.log.Appended;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * An idempotent producer of one partition, with one batch under way, which it sends until it is acknowledged, each time to whom some broker
 * says that leads. Its records are numbered: {@code safe3-17} is record 17 of producer 3, whose appends ask for acks=all.
 */
final class SimulatedProducer {
    private static final int REQUEST_TIMEOUT_MS = 3_000;
    private static final int APPEND_TIMEOUT_MS = 1_500;
    private static final long RETRY_MS = 100;

    private final SimulatedTime time;
    private final Random random;
    private final SimulatedNetwork network;
    private final ClusterOracle oracle;
    private final Supplier<@Nullable Life> anyBroker;
    private final IntFunction<SimulatedMachine> machines;
    private final String name;
    private final boolean safely;
    final Uuid topicId;
    private final TopicPartition topicPartition;
    private long producerId;
    private int sequence;
    private long next;
    private List<String> batch = List.of();
    private int attempt;
    private boolean isStopped;

    SimulatedProducer(
            int number,
            boolean safely,
            TopicImage topic,
            int partition,
            SimulatedTime time,
            Random random,
            SimulatedNetwork network,
            ClusterOracle oracle,
            Supplier<@Nullable Life> anyBroker,
            IntFunction<SimulatedMachine> machines) {
        this.name = (safely ? "safe" : "fast") + number;
        this.producerId = 1_000L * number;
        this.safely = safely;
        this.topicId = topic.id();
        this.topicPartition = new TopicPartition(topic.name(), partition);
        this.time = time;
        this.random = random;
        this.network = network;
        this.oracle = oracle;
        this.anyBroker = anyBroker;
        this.machines = machines;
    }

    static String producerOf(String value) {
        return value.substring(0, value.indexOf('-'));
    }

    static long numberOf(String value) {
        return Long.parseLong(value.substring(value.indexOf('-') + 1));
    }

    static boolean isSafe(String value) {
        return value.startsWith("safe");
    }

    boolean isIdle() {
        return batch.isEmpty();
    }

    /** Its topic is to be deleted. */
    void stop() {
        isStopped = true;
        batch = List.of();
    }

    void produce() {
        if (batch.isEmpty() && !isStopped) {
            List<String> values = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                values.add(name + "-" + next++);
            }
            batch = values;
            send();
        }
    }

    private void send() {
        int number = ++attempt;
        Life asked = anyBroker.get();
        Life leader = asked == null ? null : leader(asked);
        if (leader == null) {
            later(RETRY_MS, number, this::send);
            return;
        }
        later(REQUEST_TIMEOUT_MS, number, this::send);
        List<String> values = batch;
        BatchBuilder builder = new BatchBuilder(Codec.NONE).producer(producerId, (short) 0, sequence);
        for (String value : values) {
            builder.append(time.nowMs(), null, ByteBuffer.wrap(value.getBytes(UTF_8)));
        }
        ByteBuffer request = builder.build();
        var _ = time.schedule(network.delay(), () -> leader.onLoop(() -> append(leader, number, request)));
    }

    private @Nullable Life leader(Life asked) {
        TopicImage topic = asked.core().controller.image().topic(topicId);
        PartitionImage image = topic == null ? null : topic.partition(topicPartition.partition());
        return image == null || image.leader() < 0 ? null : machines.apply(image.leader()).life;
    }

    private void later(long ms, int number, Runnable task) {
        var _ = time.schedule(ms, () -> {
            if (attempt == number && !batch.isEmpty()) {
                task.run();
            }
        });
    }

    /** A request that the producer has given up arrives all the same. */
    private void append(Life leader, int number, ByteBuffer request) {
        leader.produce()
                .append(
                        topicPartition,
                        request,
                        ProducedInTransaction.NONE,
                        safely ? Produce.Acks.ALL : Produce.Acks.LEADER,
                        APPEND_TIMEOUT_MS)
                .thenAccept(outcome -> {
                    var _ = time.schedule(network.delay(), () -> {
                        if (!leader.isOver() && attempt == number && !batch.isEmpty()) {
                            answered(outcome);
                        }
                    });
                });
    }

    private void answered(Outcome<Appended> outcome) {
        switch (outcome) {
            case Outcome.Ok<Appended>(Appended appended) -> {
                if (safely) {
                    oracle.acknowledged(topicId, topicPartition.partition(), appended.firstOffset(), batch);
                }
                sequence += batch.size();
                batch = List.of();
            }
            case Outcome.Failed<Appended>(Errors code, String detail) -> {
                boolean lost = code == Errors.OUT_OF_ORDER_SEQUENCE_NUMBER || code == Errors.DUPLICATE_SEQUENCE_NUMBER;
                if (lost && !(safely && oracle.isPromised(topicId))) {
                    // What came before is lost, as it may be: it begins anew.
                    producerId++;
                    sequence = 0;
                }
                later(RETRY_MS, attempt, this::send);
            }
        }
    }

    @Override
    public String toString() {
        return name + " of " + topicPartition + (batch.isEmpty() ? "" : " waits for " + batch);
    }
}
