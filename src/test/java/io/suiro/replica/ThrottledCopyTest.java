package io.suiro.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.base.StepLane;
import io.suiro.cluster.PartitionImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import io.suiro.log.AppendOrigin;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.replica.ModelController.View;
import io.suiro.replica.SimulatedBroker.Life;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broker 2 gets a replica of what broker 1 has, at a bounded rate, whichever of the two bounds it. */
class ThrottledCopyTest implements SimulatedBroker.Network {
    private static final int RATE = 1_000;
    private static final int ONE_FETCH_BYTES = 700;
    private static final int STEP_MS = 10;
    private static final int WAIT_MS = 50;

    private final SimulatedTime time = new SimulatedTime();
    private final List<SimulatedBroker> brokers = new ArrayList<>();
    private int requests;
    private int isrChanges;

    @ParameterizedTest
    @CsvSource({"leader, *", "leader, 0:1", "follower, *", "follower, '3:7,0:2'"})
    void aReplicaThatIsBehindIsCopiedAtTheRate(String side, String replicas) throws IOException {
        start(Map.of(side + ".replication.throttled.replicas", replicas));
        append(70);
        long total = leader().partition.sizeInBytes();

        follow();
        long ms = 0;
        while (copied() < total) {
            assertThat(copied()).isLessThanOrEqualTo(RATE * (ms + 1_000) / 1_000 + ONE_FETCH_BYTES);
            pass(STEP_MS);
            ms += STEP_MS;
        }

        assertThat(ms).isBetween((total - ONE_FETCH_BYTES) * 1_000 / RATE - 1_000, total * 1_000 / RATE + 2_000);
        assertThat(requests).isLessThan((int) (ms / WAIT_MS + 2 * total / ONE_FETCH_BYTES));
    }

    @ParameterizedTest
    @CsvSource({"leader, 1:1", "leader, 0:2", "follower, 0:1"})
    void replicasThatAreNotNamedAreNotHeldBack(String side, String replicas) throws IOException {
        start(Map.of(side + ".replication.throttled.replicas", replicas));
        append(70);

        follow();
        pass(STEP_MS);

        assertThat(copied()).isEqualTo(leader().partition.sizeInBytes());
    }

    @ParameterizedTest
    @CsvSource({"leader", "follower"})
    void onceItHasCaughtUpItIsNotHeldBackAnyMore(String side) throws IOException {
        start(Map.of(side + ".replication.throttled.replicas", "*"));
        append(10);
        follow();
        pass(5_000);
        assertThat(isrChanges).isOne(); // which is not decided yet

        append(70);
        pass(STEP_MS);

        assertThat(leader().partition.highWatermark()).isEqualTo(80);
        assertThat(copied()).isEqualTo(leader().partition.sizeInBytes());
    }

    @ParameterizedTest
    @CsvSource({"leader", "follower"})
    void whatWaitsGoesOnSoonAfterTheThrottleIsRemoved(String side) throws IOException {
        start(Map.of(side + ".replication.throttled.replicas", "*"));
        append(70);
        follow();
        pass(3_000);

        for (SimulatedBroker broker : brokers) {
            var _ = broker.life().partition.configure(config(Map.of()));
        }
        pass(1_000);

        assertThat(copied()).isEqualTo(leader().partition.sizeInBytes());
    }

    @Test
    void whileThereIsNothingToCopyNobodyWakes() throws IOException {
        start(Map.of("leader.replication.throttled.replicas", "*", "follower.replication.throttled.replicas", "*"));
        append(10);
        follow();
        pass(5_000);
        int before = requests;

        pass(5_000);

        assertThat(requests - before).isLessThanOrEqualTo(5_000 / WAIT_MS + 1);
    }

    // ---- two brokers

    private void start(Map<String, String> altered) throws IOException {
        for (int id : List.of(1, 2)) {
            brokers.add(new SimulatedBroker(id, id, time, Durability.REPLICATED, config(altered), RATE, this));
        }
        brokers.getFirst().start(view(0, List.of(1)));
    }

    /** The follower is not in sync. */
    private void follow() throws IOException {
        leader().apply(view(1, List.of(1, 2)));
        settle();
        brokers.getLast().start(view(1, List.of(1, 2)));
        settle();
    }

    private static View view(int version, List<Integer> replicas) {
        PartitionImage image = new PartitionImage(1, replicas, List.of(1), 0, version);
        return new View(version, Map.of(1, 0L, 2, 0L), Set.of(), image);
    }

    private static PartitionConfig config(Map<String, String> altered) {
        Function<String, String> defaults =
                EffectiveSettings.of(StaticSettings.defaults(1)).topicValues(SimulatedBroker.ORDERS.topic());
        return PartitionConfig.of(name -> altered.getOrDefault(name, defaults.apply(name)), 86_400_000);
    }

    /** So many batches, each of a record. */
    private void append(int count) {
        for (int i = 0; i < count; i++) {
            ByteBuffer batch = new BatchBuilder(Codec.NONE)
                    .append(time.nowMs(), null, ByteBuffer.wrap("x".repeat(40).getBytes(UTF_8)))
                    .build();
            var _ = leader().partition.appending().append(batch, AppendOrigin.CLIENT, false);
        }
        settle();
    }

    private Life leader() {
        return brokers.getFirst().life();
    }

    private long copied() {
        return brokers.getLast().life().partition.sizeInBytes();
    }

    private void pass(long ms) {
        time.advance(ms, this::settle);
        settle();
    }

    private void settle() {
        List<StepLane> busy = busyLanes();
        while (!busy.isEmpty()) {
            busy.getFirst().runOne();
            busy = busyLanes();
        }
    }

    private List<StepLane> busyLanes() {
        return brokers.stream()
                .filter(SimulatedBroker::isAlive)
                .flatMap(broker -> broker.life().busyLanes().stream())
                .toList();
    }

    @Override
    public CompletionStage<FetchResponseData> fetch(SimulatedBroker from, int to, FetchRequestData request) {
        requests++;
        return leader().serve(request);
    }

    @Override
    public CompletionStage<Outcome<PartitionImage>> alter(
            SimulatedBroker from, int leaderEpoch, int partitionEpoch, List<Integer> isr, List<Long> epochs) {
        isrChanges++;
        return new CompletableFuture<>();
    }

    @Override
    public void force(Runnable force) {
        force.run();
    }
}
