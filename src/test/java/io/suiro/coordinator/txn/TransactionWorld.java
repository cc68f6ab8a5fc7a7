package io.suiro.coordinator.txn;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.base.Stages;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.error.Refused;
import io.suiro.record.TransactionMarker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.assertj.core.api.Assertions;

/** A coordinator on a log in memory, whose markers arrive when the test says so. */
final class TransactionWorld {
    static final TopicPartition A = new TopicPartition("a", 0);
    static final TopicPartition B = new TopicPartition("b", 1);
    static final TransactionSettings SETTINGS = new TransactionSettings(60_000, 3_600_000, 1_000, 60_000, 1);

    final SimulatedTime time = new SimulatedTime();
    final QueuedLane lane = new QueuedLane();
    MemoryStateLog log = new MemoryStateLog(0, lane);
    TransactionCoordinator coordinator;
    /** What was to be written, in order. */
    final List<Written> written = new ArrayList<>();
    /** What partitions answer; NONE unless it is here. */
    final Map<TopicPartition, Errors> refusals = new HashMap<>();

    private boolean holdsMarkers;
    private final List<Runnable> held = new ArrayList<>();
    private long nextId = 1_000;
    private int leaderEpoch = 5;

    record Written(TransactionMarker marker, TopicPartition partition) {}

    TransactionWorld() {
        coordinator = start();
    }

    private TransactionCoordinator start() {
        TransactionCoordinator started = new TransactionCoordinator(
                SETTINGS, this::write, () -> CompletableFuture.completedFuture(nextId++), time, time);
        CompletableFuture<Void> loaded = started.elect(log, leaderEpoch++).toCompletableFuture();
        lane.runAll();
        loaded.join();
        return started;
    }

    /** Another broker takes over with what is committed. */
    void failOver() {
        MemoryStateLog next = log.committedCopy(lane);
        coordinator.resign(0);
        lane.runAll();
        log = next;
        coordinator = start();
        lane.runAll();
    }

    void holdMarkers() {
        holdsMarkers = true;
    }

    void releaseMarkers() {
        holdsMarkers = false;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
        lane.runAll();
    }

    private CompletionStage<Map<TopicPartition, Errors>> write(
            TransactionMarker marker, Collection<TopicPartition> partitions) {
        CompletableFuture<Map<TopicPartition, Errors>> answer = new CompletableFuture<>();
        Runnable writing = () -> {
            Map<TopicPartition, Errors> codes = new HashMap<>();
            for (TopicPartition partition : partitions) {
                Errors code = refusals.getOrDefault(partition, Errors.NONE);
                codes.put(partition, code);
                if (code == Errors.NONE) {
                    written.add(new Written(marker, partition));
                }
            }
            answer.complete(codes);
        };
        if (holdsMarkers) {
            held.add(writing);
        } else {
            writing.run();
        }
        return answer;
    }

    /** Asks, lets time pass if that is waited for, and gives the answer. */
    <T> T ask(Supplier<CompletionStage<T>> request) {
        CompletableFuture<T> answer = request.get().toCompletableFuture();
        lane.runAll();
        if (!answer.isDone()) {
            pass(1_000);
        }
        return answer.join();
    }

    <T> Errors refusal(Supplier<CompletionStage<T>> request) {
        Throwable failure = Assertions.catchThrowable(() -> ask(request));
        return failure != null && Stages.cause(failure) instanceof Refused refused ? refused.code() : Errors.NONE;
    }

    void pass(long durationMs) {
        time.advance(durationMs, lane::runAll);
        lane.runAll();
    }

    ProducerIdAndEpoch init(String id) {
        return init(id, ProducerIdAndEpoch.NONE);
    }

    ProducerIdAndEpoch init(String id, ProducerIdAndEpoch expected) {
        return ask(() -> coordinator.initProducerId(id, 10_000, expected));
    }

    Errors add(String id, ProducerIdAndEpoch producer, int version, TopicPartition... partitions) {
        return refusal(() -> coordinator.addPartitions(id, producer, List.of(partitions), version));
    }

    ProducerIdAndEpoch end(String id, ProducerIdAndEpoch producer, boolean commit, int version) {
        return ask(() -> coordinator.end(id, producer, commit, version));
    }

    Errors endRefusal(String id, ProducerIdAndEpoch producer, boolean commit, int version) {
        return refusal(() -> coordinator.end(id, producer, commit, version));
    }

    TransactionState state(String id) {
        return ask(() -> coordinator.describe(id)).state();
    }
}
