package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.ReplicaFetches.Answer;
import io.suiro.broker.ReplicaFetches.Part;
import io.suiro.broker.ReplicaFetches.Request;
import io.suiro.broker.ReplicaFetches.Wanted;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import io.suiro.log.AppendOrigin;
import io.suiro.record.Batch;
import io.suiro.replica.PartitionFixture;
import io.suiro.replica.ReplicationQuota;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broker 0 leads three partitions that broker 2 fetches, two of them throttled. */
class ThrottledFetchesTest {
    private static final int LEADER = 0;
    private static final int FOLLOWER = 2;
    private static final int RATE = 2_000;
    private static final int WAIT_MS = 500;
    private static final int MAX_BYTES = 500;
    private static final String FREE = "free";
    private static final String SLOW = "slow";
    private static final String SLOWER = "slower";

    private final SimulatedTime time = new SimulatedTime();
    private final ReplicationQuota quota = new ReplicationQuota(time);
    private final Map<String, PartitionFixture> leaders = new LinkedHashMap<>();
    private final Map<String, Long> offsets = new LinkedHashMap<>();
    private final ReplicaFetches fetches = new ReplicaFetches(
            partition -> fixture(partition.topic()).partition,
            time,
            Runnable::run,
            false,
            quota,
            id -> {},
            bytes -> {});
    private final List<String> changed = new ArrayList<>();
    private int sessionId;
    private int sessionEpoch;

    @BeforeEach
    void lead() throws IOException {
        for (String topic : List.of(SLOW, SLOWER, FREE)) {
            Map<String, String> settings =
                    topic.equals(FREE) ? Map.of() : Map.of("leader.replication.throttled.replicas", "0:" + LEADER);
            leaders.put(
                    topic,
                    new PartitionFixture(new FaultDisk(1), Path.of("/data"), new TopicPartition(topic, 0), settings));
            become(topic, List.of(LEADER), 1);
            offsets.put(topic, 0L);
        }
        quota.limit(RATE);
    }

    @Test
    void whatIsNotThrottledIsServedWhileTheRestWaits() throws IOException {
        append(SLOW, 10);
        assertThat(next(SLOW, FREE)).containsExactly(SLOW);
        assertThat(quota.waitMs()).isPositive();

        CompletableFuture<Answer> waiting = fetch();
        assertThat(waiting).isNotDone();
        append(FREE, 1);

        assertThat(taken(waiting)).containsExactly(FREE);
    }

    @Test
    void whatWaitsIsServedByItselfOnceThereIsRoom() throws IOException {
        append(SLOW, 10);
        assertThat(next(SLOW)).containsExactly(SLOW);
        long roomInMs = quota.waitMs();
        CompletableFuture<Answer> waiting = fetch();

        pass(roomInMs - 1);
        assertThat(waiting).isNotDone();
        pass(1);

        assertThat(taken(waiting)).containsExactly(SLOW);
    }

    @Test
    void partitionsThatWaitForTheSameRoomTakeTurns() throws IOException {
        append(SLOW, 40);
        append(SLOWER, 40);
        List<String> served = new ArrayList<>(next(SLOW, SLOWER));
        for (int i = 0; i < 8; i++) {
            CompletableFuture<Answer> waiting = fetch();
            pass(WAIT_MS);
            served.addAll(taken(waiting));
        }

        assertThat(served).containsSubsequence(SLOW, SLOWER, SLOW, SLOWER, SLOW, SLOWER);
    }

    @Test
    void aFollowerInSyncIsNotHeldBackAndCountsAllTheSame() throws IOException {
        become(SLOW, List.of(LEADER, FOLLOWER), 2);
        append(SLOW, 100);

        assertThat(next(SLOW)).containsExactly(SLOW);
        for (int i = 0; i < 10; i++) {
            assertThat(taken(fetch())).containsExactly(SLOW);
        }
        assertThat(quota.waitMs()).isEqualTo(1_000);
    }

    // ---- the follower

    /** Opens a session, and takes the first answer. */
    private Set<String> next(String... topics) throws IOException {
        sessionEpoch = 0;
        for (String topic : topics) {
            offsets.put(topic, 0L);
        }
        return taken(request(List.of(topics)));
    }

    private CompletableFuture<Answer> fetch() {
        return request(List.of());
    }

    private CompletableFuture<Answer> request(List<String> topics) {
        List<Wanted> wanted = new ArrayList<>();
        topics.forEach(topic -> wanted.add(wanted(topic)));
        changed.forEach(topic -> wanted.add(wanted(topic)));
        changed.clear();
        CompletableFuture<Answer> answer = fetches.fetch(new Request(
                        FOLLOWER, 7, sessionId, sessionEpoch, WAIT_MS, 1, 10 * MAX_BYTES, wanted, List.of()))
                .toCompletableFuture();
        runLanes();
        sessionEpoch++;
        return answer;
    }

    private Wanted wanted(String topic) {
        long offset = offsets.getOrDefault(topic, 0L);
        return new Wanted(
                new PartitionKey(Uuid.ZERO_UUID, topic, 0),
                Outcome.ok(topic),
                offset,
                0,
                MAX_BYTES,
                0,
                offset == 0 ? -1 : 0);
    }

    /** The partitions that records came of; the next request asks for what follows. */
    private Set<String> taken(CompletableFuture<Answer> answered) throws IOException {
        assertThat(answered).isCompleted();
        sessionId = answered.join().sessionId();
        Set<String> topics = new LinkedHashSet<>();
        for (Part part : answered.join().parts()) {
            String topic = part.key().topic();
            if (part.fetched() instanceof Fetched.Records records) {
                try (var slice = records.slice()) {
                    long count = batches(slice.read());
                    if (count > 0) {
                        offsets.merge(topic, count, Long::sum);
                        changed.add(topic);
                        topics.add(topic);
                    }
                }
            }
        }
        return topics;
    }

    /** Each of them is one record. */
    private static long batches(ByteBuffer whole) {
        long count = 0;
        while (whole.hasRemaining()) {
            whole.position(whole.position() + Batch.sizeInBytes(whole, whole.position()));
            count++;
        }
        return count;
    }

    // ---- the leader

    private PartitionFixture fixture(String topic) {
        PartitionFixture fixture = leaders.get(topic);
        if (fixture == null) {
            throw new AssertionError(topic);
        }
        return fixture;
    }

    private void become(String topic, List<Integer> isr, int partitionEpoch) {
        var _ = fixture(topic)
                .partition
                .become(new PartitionImage(LEADER, List.of(LEADER, FOLLOWER), isr, 0, partitionEpoch));
        runLanes();
    }

    private void append(String topic, int count) {
        for (int i = 0; i < count; i++) {
            var _ = fixture(topic)
                    .partition
                    .appending()
                    .append(PartitionFixture.batch("x".repeat(100)), AppendOrigin.CLIENT, false);
        }
        runLanes();
    }

    private void pass(long ms) {
        time.advance(ms, this::runLanes);
    }

    private void runLanes() {
        leaders.values().forEach(leader -> leader.lane.runAll());
    }
}
