package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.process.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A cluster under a small load, for a test that breaks it in one way; {@link #end} tells whether every promise was kept. */
final class Scenario implements AutoCloseable {
    /** Beyond what a broker may be silent for before it is fenced: more changes nothing. */
    private static final int MOST_MS = 5000;

    private final ClusterUnderTest cluster;
    private final ClusterView view;
    private final Violations violations = new Violations();
    private final Workload load;
    private final Nemesis nemesis;

    /** Everything runs when this returns. */
    Scenario(Path directory) throws Exception {
        long seed = Seed.random().nextLong();
        cluster = Target.chosen().in(directory);
        view = new ClusterView(cluster);
        load = new Workload(cluster, view, Pace.small(), seed, violations);
        nemesis = new Nemesis(cluster, view, load, Nemesis.everything(), MOST_MS, seed, violations);
        try {
            cluster.start();
            view.awaitServing();
            load.start();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    List<Integer> nodes() {
        return cluster.nodes();
    }

    /** One fault; all is as before when this returns. */
    Fault inject(FaultKind kind) throws Exception {
        return nemesis.inject(kind);
    }

    /** kill -9 of all brokers, and each is started again once the one before it runs. */
    void restartInOrder(List<Integer> order) throws Exception {
        cluster.kill(order);
        for (int node : order) {
            cluster.start(node);
            cluster.pid(node);
        }
        load.waits().awaitWrites(load.partitions());
        view.awaitRecovered();
    }

    /** Ends the load, and fails the test if anything is not as it was promised. */
    void end() throws Exception {
        load.finish();
        load.check();
        cluster.terminate();
        load.checkReplicas();
        assertThat(violations).matches(Violations::isEmpty);
        assertThat(load.failed())
                .as("records that ended in an error: %s", load.failures())
                .isZero();
        System.out.println(load.totals());
    }

    /** The longest that a write to any of the partitions had to wait. */
    static long longestWaitMs(Fault fault) {
        return fault.waits().values().stream()
                        .mapToLong(Waits.Wait::longestNanos)
                        .max()
                        .orElseThrow()
                / 1_000_000;
    }

    List<TopicPartition> partitions() {
        return load.partitions();
    }

    @Override
    public void close() throws IOException {
        try (cluster;
                view;
                load) {
            // In this order from the last to the first.
        }
    }
}
