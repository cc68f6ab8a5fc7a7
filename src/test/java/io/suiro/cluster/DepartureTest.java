package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broker 1 leaves, which decides on metadata and leads partitions; 2 and 3 are others. */
class DepartureTest {
    private static final long GRACE_MS = 10_000;

    private final Set<Integer> gone = new HashSet<>();
    private TestCluster cluster;

    @BeforeEach
    void form() throws IOException {
        cluster = TestCluster.create();
        cluster.register(1, 2, 3);
    }

    @Test
    void whatAnotherInSyncReplicaCanLeadIsHandedOverAtOnce() {
        cluster.place("orders", Map.of(), 1, 2);

        assertThat(leave()).isCompleted();

        assertThat(cluster.partition("orders").leader()).isEqualTo(2);
    }

    @Test
    void aFollowerThatComesInSyncMeanwhileTakesOver() {
        cluster.place("orders", Map.of(), 1, 2);
        cluster.alterIsr("orders", 1).orThrow();
        CompletableFuture<Void> left = leave();
        assertThat(left).isNotDone();

        cluster.alterIsr("orders", 1, 2).orThrow();
        cluster.time.advance(200, cluster.lane::runAll);

        assertThat(left).isCompleted();
        assertThat(cluster.partition("orders").leader()).isEqualTo(2);
    }

    @Test
    void aFollowerThatNeverComesInSyncIsWaitedForUntilTheGraceIsOver() {
        cluster.place("orders", Map.of(), 1, 2);
        cluster.alterIsr("orders", 1).orThrow();
        CompletableFuture<Void> left = leave();
        cluster.time.advance(GRACE_MS - 2_100, cluster.lane::runAll);
        assertThat(left).isNotDone();

        cluster.time.advance(400, cluster.lane::runAll);

        assertThat(left).isCompleted();
        assertThat(cluster.partition("orders").leader()).isEqualTo(1);
    }

    @Test
    void nobodyIsWaitedForWhereNoOtherReplicaIsThere() {
        cluster.place("alone", Map.of(), 1);
        cluster.place("fenced", Map.of(), 1, 2);
        cluster.fence(2).orThrow();
        cluster.place("gone", Map.of(), 1, 3);
        cluster.alterIsr("gone", 1).orThrow();
        gone.add(3);

        assertThat(leave()).isCompleted();
    }

    private CompletableFuture<Void> leave() {
        Departure departure = new Departure(cluster.controller, cluster.time, cluster.time, gone);
        cluster.lane.execute(() -> departure.begin(cluster.epochOf(1), GRACE_MS));
        cluster.lane.runAll();
        return departure.left().toCompletableFuture();
    }
}
