package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private final QueuedLane lane = new QueuedLane();
    private final SimulatedTime time = new SimulatedTime();
    private final List<Pending<?>> again = new ArrayList<>();
    private final Pending<Outcome<TopicImage>> creation = new Pending<>(topic());

    private static CreateTopic topic() {
        return TestCluster.topic("orders");
    }

    @Test
    void whatWasNeverSentIsSentAgain() {
        forward(new IOException("no connection to node 2", new ConnectException("Connection refused")));
        assertThat(again).containsExactly(creation);
    }

    @Test
    void aCreationThatMayHaveArrivedIsNotRepeated() {
        forward(new IOException("the connection to node 2 is lost", new IOException("Connection reset")));
        assertThat(again).isEmpty();
        assertThat(creation.answer().toCompletableFuture()).isCompletedExceptionally();
    }

    private void forward(IOException failure) {
        PeerNetwork peers = new PeerNetwork() {
            @Override
            public void tell(int nodeId, byte[] message) {}

            @Override
            public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
                return CompletableFuture.failedFuture(failure);
            }
        };
        new Forwarding(peers, lane, time, new Publisher(lane), again::addAll).forward(2, List.of(creation));
        lane.runAll();
        time.advance(1_000, lane::runAll);
    }
}
