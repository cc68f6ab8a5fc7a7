package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.List;

/** The half of a cluster under test that is the same for all: signals to processes that can be found by node id. */
interface RunningBrokers extends ClusterUnderTest {
    /** The process of a broker that runs, or has just been launched. */
    BrokerHandle broker(int node) throws Exception;

    @Override
    default long pid(int node) throws Exception {
        return broker(node).process().pid();
    }

    @Override
    default void kill(int node) throws Exception {
        kill(List.of(node));
    }

    @Override
    default void kill(List<Integer> nodes) throws Exception {
        // Found first: finding one can take longer than killing it.
        List<BrokerHandle> victims = brokers(nodes);
        victims.forEach(BrokerHandle::kill);
        for (BrokerHandle victim : victims) {
            victim.awaitEnd();
        }
    }

    @Override
    default void terminate(int node) throws Exception {
        BrokerHandle broker = broker(node);
        broker.terminate();
        broker.awaitEnd();
    }

    @Override
    default void terminate() throws Exception {
        List<BrokerHandle> running = brokers(running());
        running.forEach(BrokerHandle::terminate);
        for (BrokerHandle broker : running) {
            broker.awaitEnd();
        }
    }

    @Override
    default void pause(int node) throws Exception {
        broker(node).pause();
    }

    @Override
    default void resume(int node) throws Exception {
        broker(node).resume();
    }

    @Override
    default void start() throws Exception {
        for (int node : nodes()) {
            if (!isRunning(node)) {
                start(node);
            }
        }
    }

    private List<Integer> running() throws Exception {
        List<Integer> running = new ArrayList<>();
        for (int node : nodes()) {
            if (isRunning(node)) {
                running.add(node);
            }
        }
        return running;
    }

    private List<BrokerHandle> brokers(List<Integer> nodes) throws Exception {
        List<BrokerHandle> found = new ArrayList<>();
        for (int node : nodes) {
            found.add(broker(node));
        }
        return found;
    }
}
