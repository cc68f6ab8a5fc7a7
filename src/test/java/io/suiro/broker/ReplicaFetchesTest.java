package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.ReplicaFetches.Answer;
import io.suiro.broker.ReplicaFetches.Request;
import io.suiro.replica.ReplicationQuota;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReplicaFetchesTest {
    private static final int FOLLOWER = 2;
    private static final int WAIT_MS = 500;
    private static final int SOON_MS = 20;
    private static final int WHILE_MS = 3_000;

    private final SimulatedTime time = new SimulatedTime();
    private final ReplicaFetches fetches = new ReplicaFetches(
            topicPartition -> null, time, Runnable::run, false, new ReplicationQuota(time), id -> {}, bytes -> {});

    @Test
    void aFetchThatWaitsIsAnsweredOnceTheBrokerLeadsMore() {
        CompletableFuture<Answer> waiting = fetch(0, 0);
        assertThat(waiting).isNotDone();

        fetches.hurry();

        assertThat(waiting).isCompleted();
    }

    @Test
    void forAWhileTheNextOnesDoNotWaitLong() {
        int session = begin();
        fetches.hurry();

        CompletableFuture<Answer> next = fetch(session, 1);
        pass(SOON_MS);

        assertThat(next).isCompleted();
    }

    @Test
    void afterThatTheyWaitAsLongAsTheyAskFor() {
        int session = begin();
        fetches.hurry();
        pass(WHILE_MS);

        CompletableFuture<Answer> next = fetch(session, 1);
        pass(SOON_MS);
        assertThat(next).isNotDone();
        pass(WAIT_MS);

        assertThat(next).isCompleted();
    }

    private int begin() {
        CompletableFuture<Answer> first = fetch(0, 0);
        pass(WAIT_MS);
        return first.join().sessionId();
    }

    private CompletableFuture<Answer> fetch(int sessionId, int sessionEpoch) {
        return fetches.fetch(
                        new Request(FOLLOWER, 7, sessionId, sessionEpoch, WAIT_MS, 1, 1 << 20, List.of(), List.of()))
                .toCompletableFuture();
    }

    private void pass(int ms) {
        time.advance(ms, () -> {});
    }
}
