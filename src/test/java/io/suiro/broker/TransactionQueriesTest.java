package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.PeerNetwork;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.coordinator.txn.TransactionSettings;
import io.suiro.error.Refused;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

/** Of a broker that coordinates an open transaction, whose partitions cannot be told how it ended. */
class TransactionQueriesTest {
    private static final String ID = "app";
    private static final int MINUTE_MS = 60_000;
    private static final MetadataImage IMAGE = MetadataImage.EMPTY.with(new TopicImage(
            InternalTopics.TRANSACTIONS,
            new Uuid(7, 11),
            TreePVector.singleton(new PartitionImage(0, List.of(0), List.of(0), 0, 0))));

    private final SimulatedTime time = new SimulatedTime();
    private final QueuedLane lane = new QueuedLane();
    private final TransactionCoordinator coordinator = new TransactionCoordinator(
            new TransactionSettings(MINUTE_MS, 60 * MINUTE_MS, 1_000, MINUTE_MS, 1),
            (marker, partitions) -> new CompletableFuture<>(),
            () -> CompletableFuture.completedFuture(1_000L),
            time,
            time);
    private final TransactionQueries queries =
            new TransactionQueries(0, () -> IMAGE, coordinator, new PeerQuestions(new Nobody(), time));

    private ProducerIdAndEpoch producer;

    @BeforeEach
    void openATransaction() {
        var elected = coordinator.elect(new MemoryStateLog(0, lane), 5).toCompletableFuture();
        lane.runAll();
        elected.join();
        producer = ask(coordinator.initProducerId(ID, MINUTE_MS, ProducerIdAndEpoch.NONE));
        ask(coordinator.addPartitions(ID, producer, List.of(new TopicPartition("orders", 0)), 0));
    }

    @Test
    void anAbortThatIsDecidedIsDoneThoughPartitionsHaveNotHeardOfIt() {
        ask(queries.abort(ID));

        assertThat(ask(queries.describe(ID)).transactionState()).isEqualTo("PrepareAbort");
        assertThat(refusal(queries.abort(ID))).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(refusal(coordinator.end(ID, producer, true, 0))).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void whatIsBeingCommittedIsNotAborted() {
        CompletableFuture<Void> aborted = queries.abort(ID).toCompletableFuture();
        CompletionStage<ProducerIdAndEpoch> committed = coordinator.end(ID, producer, true, 0);

        assertThat(ask(committed)).isNotNull();
        assertThat(refusal(aborted)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(ask(queries.describe(ID)).transactionState()).isEqualTo("PrepareCommit");
    }

    private <T> T ask(CompletionStage<T> stage) {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        lane.runAll();
        time.advance(1_000, lane::runAll);
        assertThat(answer).isDone();
        return answer.join();
    }

    private Errors refusal(CompletionStage<?> stage) {
        lane.runAll();
        time.advance(1_000, lane::runAll);
        Throwable failure = Objects.requireNonNull(
                stage.handle((value, thrown) -> thrown).toCompletableFuture().join());
        return ((Refused) Stages.cause(failure)).code();
    }

    private static final class Nobody implements PeerNetwork {
        @Override
        public void tell(int nodeId, byte[] message) {
            throw new AssertionError("there is no other broker");
        }

        @Override
        public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
            throw new AssertionError("there is no other broker");
        }
    }
}
