package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.TransactionWorld.A;
import static io.suiro.coordinator.txn.TransactionWorld.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.txn.TransactionWorld.Written;
import io.suiro.record.TransactionMarker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactional ids from their first request to the last marker, in both generations of the protocol. */
class TransactionCoordinatorTest {
    private static final String ID = "app";

    private final TransactionWorld world = new TransactionWorld();

    private static ProducerIdAndEpoch epoch(ProducerIdAndEpoch producer, int epoch) {
        return new ProducerIdAndEpoch(producer.producerId(), (short) epoch);
    }

    @Test
    void aNewIdGetsAProducerIdAndTheNextClientItsNextEpoch() {
        ProducerIdAndEpoch first = world.init(ID);
        assertThat(first.producerEpoch()).isZero();
        assertThat(world.init(ID)).isEqualTo(epoch(first, 1));
        assertThat(world.init("other").producerId()).isNotEqualTo(first.producerId());
    }

    @Test
    void aTimeoutBeyondTheLimitIsRefused() {
        assertThat(world.refusal(() -> world.coordinator.initProducerId(ID, 60_001, ProducerIdAndEpoch.NONE)))
                .isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
        assertThat(world.refusal(() -> world.coordinator.initProducerId(ID, 0, ProducerIdAndEpoch.NONE)))
                .isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aCommitIsAnsweredOnceItIsDecidedAndThenEveryPartitionIsTold(int version) {
        ProducerIdAndEpoch producer = world.init(ID);
        assertThat(world.add(ID, producer, version, A)).isEqualTo(Errors.NONE);
        assertThat(world.add(ID, producer, version, B)).isEqualTo(Errors.NONE);
        world.holdMarkers();
        ProducerIdAndEpoch next = world.end(ID, producer, true, version);
        assertThat(next).isEqualTo(version == 2 ? epoch(producer, 1) : producer);
        assertThat(world.state(ID)).isEqualTo(TransactionState.PREPARE_COMMIT);
        world.releaseMarkers();
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_COMMIT);
        TransactionMarker marker = new TransactionMarker(producer.producerId(), next.producerEpoch(), true, 5, version);
        assertThat(world.written).containsExactlyInAnyOrder(new Written(marker, A), new Written(marker, B));
    }

    @Test
    void nothingIsToldBeforeTheEndIsCommitted() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 2, A);
        world.log.holdCommits();
        var end = world.coordinator.end(ID, producer, true, 2).toCompletableFuture();
        world.lane.runAll();
        world.pass(7_000);
        assertThat(end).isCompletedExceptionally();
        assertThat(world.written).isEmpty();
        world.log.releaseCommits();
        world.pass(1_000);
        assertThat(world.written).hasSize(1);
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void aCoordinatorThatTakesOverTellsThePartitionsOfWhatWasDecided() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 2, A);
        world.holdMarkers();
        world.end(ID, producer, false, 2);
        world.failOver();
        world.releaseMarkers();
        assertThat(world.written)
                .contains(new Written(new TransactionMarker(producer.producerId(), (short) 1, false, 6, 2), A));
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_ABORT);
    }

    @Test
    void aPartitionThatCannotBeToldIsToldLater() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 0, A, B);
        world.refusals.put(B, Errors.NOT_LEADER_OR_FOLLOWER);
        world.end(ID, producer, true, 0);
        world.pass(5_000);
        assertThat(world.written).extracting(Written::partition).containsExactly(A);
        assertThat(world.state(ID)).isEqualTo(TransactionState.PREPARE_COMMIT);
        world.refusals.clear();
        world.pass(200);
        assertThat(world.written).extracting(Written::partition).containsExactly(A, B);
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void theNextTransactionWaitsForTheMarkersOfTheLast() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 2, A);
        world.holdMarkers();
        ProducerIdAndEpoch next = world.end(ID, producer, true, 2);
        var added = world.coordinator.addPartitions(ID, next, List.of(B), 2).toCompletableFuture();
        world.lane.runAll();
        assertThat(added).isNotDone();
        world.releaseMarkers();
        assertThat(added).isCompletedWithValue(Errors.NONE);
    }

    @Test
    void itDoesNotWaitForEver() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 0, A);
        world.holdMarkers();
        world.end(ID, producer, true, 0);
        assertThat(world.add(ID, producer, 0, B)).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(world.endRefusal(ID, producer, true, 0)).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(world.endRefusal(ID, producer, false, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(world.refusal(() -> world.coordinator.initProducerId(ID, 1_000, ProducerIdAndEpoch.NONE)))
                .isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
    }

    @Test
    void aZombieIsFenced() {
        ProducerIdAndEpoch zombie = world.init(ID);
        ProducerIdAndEpoch successor = world.init(ID);
        assertThat(world.add(ID, zombie, 0, A)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(world.endRefusal(ID, zombie, true, 0)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(world.endRefusal(ID, zombie, true, 2)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(world.refusal(() -> world.coordinator.initProducerId(ID, 1_000, zombie)))
                .isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(world.add(ID, successor, 0, A)).isEqualTo(Errors.NONE);
    }

    @Test
    void nobodyKnowsAnIdOrAProducerThatWasNeverSeen() {
        ProducerIdAndEpoch stranger = new ProducerIdAndEpoch(77, (short) 0);
        assertThat(world.add(ID, stranger, 0, A)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        world.init(ID);
        assertThat(world.add(ID, stranger, 0, A)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(world.endRefusal(ID, stranger, true, 2)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(world.refusal(() -> world.coordinator.describe("other")))
                .isEqualTo(Errors.TRANSACTIONAL_ID_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aSuccessorAbortsWhatItsPredecessorLeftOpen(int version) {
        ProducerIdAndEpoch first = world.init(ID);
        world.add(ID, first, version, A);
        ProducerIdAndEpoch second = world.init(ID);
        assertThat(second).isEqualTo(epoch(first, 2));
        assertThat(world.written)
                .containsExactly(
                        new Written(new TransactionMarker(first.producerId(), (short) 1, false, 5, version), A));
        assertThat(world.endRefusal(ID, first, true, version)).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void aClientThatGoesOnAfterAnErrorKeepsItsId() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 0, A);
        ProducerIdAndEpoch next = world.init(ID, producer);
        assertThat(next).isEqualTo(epoch(producer, 1));
        assertThat(world.init(ID, producer)).as("repeated").isEqualTo(next);
        assertThat(world.init(ID, next)).isEqualTo(epoch(producer, 2));
        assertThat(world.refusal(() -> world.coordinator.initProducerId(ID, 1_000, producer)))
                .isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void aLateRepetitionOfInitProducerIdDoesNotAbortTheClientsOwnTransaction() {
        ProducerIdAndEpoch producer = world.init(ID);
        ProducerIdAndEpoch next = world.init(ID, producer);
        world.add(ID, next, 0, A);
        assertThat(world.refusal(() -> world.coordinator.initProducerId(ID, 1_000, producer)))
                .isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(world.state(ID)).isEqualTo(TransactionState.ONGOING);
    }

    @Test
    void withVersion2ARepeatedEndIsToldFromTheNext() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 2, A);
        ProducerIdAndEpoch next = world.end(ID, producer, true, 2);
        assertThat(world.end(ID, producer, true, 2)).as("repeated").isEqualTo(next);
        assertThat(world.endRefusal(ID, producer, false, 2)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(world.endRefusal(ID, next, true, 2)).as("nothing begun").isEqualTo(Errors.INVALID_TXN_STATE);
        world.add(ID, next, 2, B);
        assertThat(world.endRefusal(ID, producer, true, 2)).as("late").isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(world.end(ID, next, false, 2)).isEqualTo(epoch(producer, 2));
    }

    @Test
    void withVersion2ATransactionWithoutPartitionsCanBeAborted() {
        ProducerIdAndEpoch producer = world.init(ID);
        assertThat(world.end(ID, producer, false, 2)).isEqualTo(epoch(producer, 1));
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_ABORT);
        assertThat(world.end(ID, epoch(producer, 1), false, 2)).isEqualTo(epoch(producer, 2));
        assertThat(world.written).isEmpty();
        assertThat(world.endRefusal(ID, epoch(producer, 2), false, 0)).isEqualTo(Errors.NONE);
        assertThat(world.endRefusal(ID, epoch(producer, 2), true, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
    }

    @Test
    void beforeVersion2AnEndCanBeRepeated() {
        ProducerIdAndEpoch producer = world.init(ID);
        assertThat(world.endRefusal(ID, producer, false, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
        world.add(ID, producer, 0, A);
        assertThat(world.end(ID, producer, true, 0)).isEqualTo(producer);
        assertThat(world.end(ID, producer, true, 0)).isEqualTo(producer);
        assertThat(world.endRefusal(ID, producer, false, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
    }

    @Test
    void withVersion2EpochsThatAreUsedUpAreFollowedByAnotherProducerId() {
        ProducerIdAndEpoch producer = world.init(ID);
        ProducerIdAndEpoch last = producer;
        while (!last.isExhausted()) {
            last = world.init(ID);
        }
        assertThat(last).isEqualTo(epoch(producer, Short.MAX_VALUE - 1));
        world.add(ID, last, 2, A);
        world.holdMarkers();
        ProducerIdAndEpoch next = world.end(ID, last, true, 2);
        assertThat(next.producerId()).isNotEqualTo(producer.producerId());
        assertThat(next.producerEpoch()).isZero();
        assertThat(world.add(ID, next, 2, B)).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        world.failOver();
        world.releaseMarkers();
        assertThat(world.written)
                .extracting(one -> one.marker().producerEpoch())
                .containsOnly(Short.MAX_VALUE);
        assertThat(world.end(ID, last, true, 2)).as("repeated").isEqualTo(next);
        assertThat(world.add(ID, next, 2, B)).isEqualTo(Errors.NONE);
    }

    @Test
    void beforeVersion2EpochsThatAreUsedUpAreFollowedByAnotherProducerIdAtInit() {
        ProducerIdAndEpoch last = world.init(ID);
        while (!last.isExhausted()) {
            last = world.init(ID);
        }
        ProducerIdAndEpoch next = world.init(ID, last);
        assertThat(next.producerId()).isNotEqualTo(last.producerId());
        assertThat(next.producerEpoch()).isZero();
        assertThat(world.init(ID, last)).as("repeated").isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatGoesOnForTooLongIsAborted(int version) {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, version, A);
        world.pass(9_000);
        assertThat(world.state(ID)).isEqualTo(TransactionState.ONGOING);
        world.failOver();
        world.pass(2_500);
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_ABORT);
        assertThat(world.written)
                .containsExactly(
                        new Written(new TransactionMarker(producer.producerId(), (short) 1, false, 6, version), A));
        assertThat(world.endRefusal(ID, producer, true, version)).isNotEqualTo(Errors.NONE);
        assertThat(world.add(ID, producer, version, A)).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void anIdThatNobodyUsesIsForgotten() {
        world.init("old");
        world.pass(3_000_000);
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 0, A);
        world.end(ID, producer, true, 0);
        world.pass(700_000);
        assertThat(world.refusal(() -> world.coordinator.describe("old"))).isEqualTo(Errors.TRANSACTIONAL_ID_NOT_FOUND);
        assertThat(world.state(ID)).isEqualTo(TransactionState.COMPLETE_COMMIT);
        world.failOver();
        assertThat(world.coordinator.transactionalIds()).isEqualTo(1);
    }

    @Test
    void brokersAskWhichPartitionsBelongToATransaction() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 0, A);
        assertThat(world.ask(() -> world.coordinator.verifyPartitions(ID, producer, List.of(A, B))))
                .isEqualTo(Map.of(A, Errors.NONE, B, Errors.TRANSACTION_ABORTABLE));
        world.end(ID, producer, true, 0);
        assertThat(world.ask(() -> world.coordinator.verifyPartitions(ID, producer, List.of(A))))
                .isEqualTo(Map.of(A, Errors.TRANSACTION_ABORTABLE));
    }

    @Test
    void transactionsAreListedAndDescribed() {
        ProducerIdAndEpoch idle = world.init("idle");
        ProducerIdAndEpoch busy = world.init("busy");
        world.add("busy", busy, 2, A, B);
        world.pass(2_000);
        assertThat(list(TransactionFilter.ALL)).containsExactlyInAnyOrder("idle", "busy");
        assertThat(list(new TransactionFilter(Set.of(TransactionState.ONGOING), Set.of(), -1, null)))
                .containsExactly("busy");
        assertThat(list(new TransactionFilter(Set.of(), Set.of(idle.producerId()), -1, null)))
                .containsExactly("idle");
        assertThat(list(new TransactionFilter(Set.of(), Set.of(), 1_000, null))).containsExactly("busy");
        assertThat(list(new TransactionFilter(Set.of(), Set.of(), 5_000, null))).isEmpty();
        assertThat(list(new TransactionFilter(Set.of(), Set.of(), -1, TransactionFilter.pattern("i.*"))))
                .containsExactly("idle");
        TransactionDescription described = world.ask(() -> world.coordinator.describe("busy"));
        assertThat(described.partitions()).containsExactlyInAnyOrder(A, B);
        assertThat(described.startMs()).isEqualTo(world.time.nowMs() - 2_000);
        assertThat(world.ask(() -> world.coordinator.describe("idle")).startMs())
                .isEqualTo(-1);
    }

    private List<String> list(TransactionFilter filter) {
        return world.ask(() -> world.coordinator.list(filter)).stream()
                .map(TransactionDescription::transactionalId)
                .toList();
    }

    @Test
    void aCoordinatorThatHasResignedSendsClientsOn() {
        ProducerIdAndEpoch producer = world.init(ID);
        world.add(ID, producer, 2, A);
        world.holdMarkers();
        ProducerIdAndEpoch next = world.end(ID, producer, true, 2);
        var waiting = world.coordinator.addPartitions(ID, next, List.of(B), 2).toCompletableFuture();
        world.lane.runAll();
        world.coordinator.resign(0);
        world.lane.runAll();
        assertThat(world.refusal(() -> waiting)).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(world.add(ID, next, 2, B)).isEqualTo(Errors.NOT_COORDINATOR);
    }
}
