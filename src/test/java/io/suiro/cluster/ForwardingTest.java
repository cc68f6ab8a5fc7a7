package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
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

    @Test
    void whatAControllerThatStopsRefusesIsAskedOfTheNextUnlessItMayHaveBeenDone() {
        Pending<Outcome<Void>> fencing = new Pending<>(new FenceBroker(1, 5));
        CompletionStage<byte[]> refusal = CompletableFuture.completedFuture(
                new CommandAnswer.Failed(Errors.BROKER_NOT_AVAILABLE, "The broker is shutting down.").encode());
        forward(refusal, List.of(fencing, creation));
        assertThat(again).containsExactly(fencing);
        assertThat(creation.answer().toCompletableFuture()).isCompletedExceptionally();
    }

    private void forward(IOException failure) {
        forward(CompletableFuture.failedFuture(failure), List.of(creation));
    }

    private void forward(CompletionStage<byte[]> answer, List<Pending<?>> commands) {
        PeerNetwork peers = new PeerNetwork() {
            @Override
            public void tell(int nodeId, byte[] message) {}

            @Override
            public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
                return answer;
            }
        };
        new Forwarding(peers, lane, time, new Publisher(lane), again::addAll).forward(2, commands);
        lane.runAll();
        time.advance(1_000, lane::runAll);
    }
}
