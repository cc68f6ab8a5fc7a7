package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.LaneThreads;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.broker.Produce.Acks;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.coordinator.TransactionAdmission.Kind;
import io.suiro.error.Outcome;
import io.suiro.log.Appended;
import io.suiro.log.FoundOffset;
import io.suiro.log.LogDirectory;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.TransactionMarker;
import io.suiro.replica.Durability;
import io.suiro.replica.Partition;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.Surroundings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcollections.TreePVector;

/** What producers with transactions are told, and what readers of committed records are given. */
class ReadCommittedTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final long PID = 7;
    private static final ProducedInTransaction V2 = new ProducedInTransaction("payments", Kind.ADD, true);

    @TempDir
    private Path root;

    private final SimulatedTime time = new SimulatedTime();
    private final LaneThreads lanes = new LaneThreads("test-lane", 1, Clock.SYSTEM);
    private final List<String> asked = new ArrayList<>();
    private Errors answer = Errors.NONE;
    private int sequence;
    private LogDirectory directory;
    private Partitions partitions;
    private Produce produce;
    private FetchRecords fetch;

    @BeforeEach
    void open() throws IOException {
        directory = LogDirectory.open(new FileSystemDisk(), root, "cluster", 1, Clock.SYSTEM);
        EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(1));
        partitions = new Partitions(
                new Surroundings(directory, Durability.REPLICATED, Runnable::run, time, 1),
                lanes,
                topic -> PartitionConfig.of(settings.topicValues(topic), 86_400_000));
        partitions.start(MetadataImage.EMPTY);
        TopicImage topic = new TopicImage(
                ORDERS.topic(),
                new Uuid(7, 11),
                TreePVector.singleton(new PartitionImage(1, List.of(1), List.of(1), 0, 0)));
        partitions.follow(MetadataImage.EMPTY, MetadataImage.EMPTY.with(topic).withIndex(0));
        produce =
                new Produce(partitions, time, new Traffic(), (transactionalId, producerId, epoch, partition, kind) -> {
                    asked.add(transactionalId + " " + producerId + " " + epoch + " " + partition + " " + kind);
                    return CompletableFuture.completedFuture(answer);
                });
        fetch = new FetchRecords(partitions, time, Runnable::run, new Traffic());
    }

    @AfterEach
    void close() throws IOException {
        lanes.close();
        directory.close();
    }

    @Test
    void theCoordinatorIsAskedOncePerTransaction() {
        assertThat(append(V2)).isEqualTo(Errors.NONE);
        assertThat(append(V2)).isEqualTo(Errors.NONE);
        assertThat(asked).containsExactly("payments 7 0 orders-0 ADD");

        end(true);
        assertThat(append(new ProducedInTransaction("payments", Kind.VERIFY, true)))
                .isEqualTo(Errors.NONE);

        assertThat(asked).hasSize(2).last().isEqualTo("payments 7 0 orders-0 VERIFY");
    }

    @Test
    void aTransactionalBatchNeedsATransactionalId() {
        assertThat(append(ProducedInTransaction.NONE)).isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        assertThat(asked).isEmpty();
    }

    @Test
    void aPlainBatchMayComeWithATransactionalId() {
        ByteBuffer plain = new BatchBuilder(Codec.NONE)
                .append(Clock.SYSTEM.nowMs(), null, ByteBuffer.allocate(1))
                .build();
        assertThat(told(produce.append(ORDERS, plain, V2, Acks.ALL, 1_000))).isEqualTo(Errors.NONE);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "COORDINATOR_NOT_AVAILABLE, ADD, true, NOT_ENOUGH_REPLICAS",
        "NOT_COORDINATOR, ADD, true, NOT_ENOUGH_REPLICAS",
        "COORDINATOR_LOAD_IN_PROGRESS, VERIFY, false, NOT_ENOUGH_REPLICAS",
        "CONCURRENT_TRANSACTIONS, ADD, true, CONCURRENT_TRANSACTIONS",
        "CONCURRENT_TRANSACTIONS, VERIFY, true, NOT_ENOUGH_REPLICAS",
        "TRANSACTION_ABORTABLE, VERIFY, true, TRANSACTION_ABORTABLE",
        "TRANSACTION_ABORTABLE, VERIFY, false, INVALID_TXN_STATE",
        "PRODUCER_FENCED, ADD, true, INVALID_PRODUCER_EPOCH",
        "INVALID_PRODUCER_ID_MAPPING, ADD, true, INVALID_PRODUCER_ID_MAPPING",
    })
    void clientsAreToldWhatTheyUnderstand(Errors says, Kind kind, boolean knowsAbortable, Errors told) {
        answer = says;
        assertThat(append(new ProducedInTransaction("payments", kind, knowsAbortable)))
                .isEqualTo(told);
    }

    @Test
    void readersOfCommittedRecordsStopAtAnOpenTransaction() throws IOException {
        var _ = append(V2);

        try (Read read = read(0, true, 0)) {
            assertThat(read.records.lastStableOffset()).isZero();
            assertThat(read.records.highWatermark()).isOne();
            assertThat(read.records.slice().sizeInBytes()).isZero();
            assertThat(read.records.aborted()).isEmpty();
        }
        try (Read read = read(0, false, 0)) {
            assertThat(read.records.lastStableOffset()).isZero();
            assertThat(read.offsets()).containsExactly(0L);
            assertThat(read.records.aborted()).isNull();
        }
    }

    @Test
    void whatWasAbortedIsToldWithTheBatches() throws IOException {
        var _ = append(V2);
        end(false);
        var _ = append(V2);
        end(true);

        try (Read read = read(0, true, 0)) {
            assertThat(read.offsets()).containsExactly(0L, 1L, 2L, 3L);
            assertThat(read.records.aborted()).containsExactly(new AbortedTransaction(PID, 0, 1, 2));
        }
        try (Read read = read(2, true, 0)) {
            assertThat(read.offsets()).containsExactly(2L, 3L);
            assertThat(read.records.aborted()).isEmpty();
        }
        try (Read read = read(0, false, 0)) {
            assertThat(read.records.aborted()).isNull();
        }
    }

    @Test
    void theEndOfATransactionWakesWhoWaitsForIt() throws Exception {
        var _ = append(V2);
        CompletableFuture<List<Fetched>> waiting = fetching(0, true, 500);
        assertThat(waiting).isNotDone();

        end(true);

        try (Read read = new Read((Fetched.Records) waiting.get().getFirst())) {
            assertThat(read.offsets()).containsExactly(0L, 1L);
        }
    }

    @Test
    void offsetsForReadersOfCommittedRecordsAreBelowTheLastStableOffset() {
        var _ = append(V2);
        PartitionOffsets offsets = new PartitionOffsets(partitions, Runnable::run);

        assertThat(found(offsets, new Spec.Latest(true))).isZero();
        assertThat(found(offsets, new Spec.Latest(false))).isOne();
        assertThat(found(offsets, new Spec.AtTime(0, true))).isEqualTo(-1);
        assertThat(found(offsets, new Spec.AtTime(0, false))).isZero();
        assertThat(found(offsets, new Spec.MaxTimestamp(true))).isEqualTo(-1);
        assertThat(found(offsets, new Spec.MaxTimestamp(false))).isZero();

        end(true);

        assertThat(found(offsets, new Spec.Latest(true))).isEqualTo(2);
        assertThat(found(offsets, new Spec.AtTime(0, true))).isZero();
    }

    @Test
    void recordsOfAnOpenTransactionMayBeDeleted() {
        var _ = append(V2);
        var _ = append(V2);
        PartitionOffsets offsets = new PartitionOffsets(partitions, Runnable::run);

        assertThat(offsets.deleteRecords(ORDERS, 1, 0).toCompletableFuture().join())
                .isEqualTo(Outcome.ok(1L));

        assertThat(found(offsets, new Spec.Latest(true))).isOne();
        end(false);
        assertThat(found(offsets, new Spec.Latest(true))).isEqualTo(3);
    }

    private static long found(PartitionOffsets offsets, Spec spec) {
        return offsets.find(ORDERS, spec, -1)
                .toCompletableFuture()
                .join()
                .map(FoundOffset::offset)
                .orThrow();
    }

    private Errors append(ProducedInTransaction transaction) {
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .producer(PID, (short) 0, sequence)
                .transactional()
                .append(Clock.SYSTEM.nowMs(), null, ByteBuffer.allocate(1))
                .build();
        Errors told = told(produce.append(ORDERS, batch, transaction, Acks.ALL, 1_000));
        sequence += told == Errors.NONE ? 1 : 0;
        return told;
    }

    private static Errors told(CompletionStage<Outcome<Appended>> outcome) {
        return outcome.toCompletableFuture().join().code();
    }

    private void end(boolean commit) {
        Partition partition = partitions.get(ORDERS);
        CompletableFuture.runAsync(
                        () -> {
                            var _ = partition
                                    .appending()
                                    .endTransactionNow(new TransactionMarker(PID, (short) 0, commit, 0, 1));
                        },
                        partition.lane())
                .join();
    }

    private Read read(long offset, boolean committed, int maxWaitMs) {
        return new Read(
                (Fetched.Records) fetching(offset, committed, maxWaitMs).join().getFirst());
    }

    private CompletableFuture<List<Fetched>> fetching(long offset, boolean committed, int maxWaitMs) {
        return fetch.fetch(
                        List.of(new Wanted(ORDERS, offset, 10_000, -1, -1)),
                        new Limits(maxWaitMs, 1, 10_000, committed))
                .toCompletableFuture();
    }

    private record Read(Fetched.Records records) implements AutoCloseable {
        List<Long> offsets() throws IOException {
            List<Long> offsets = new ArrayList<>();
            ByteBuffer batches = records.slice().read();
            for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
                offsets.add(Batch.baseOffset(batches, at));
            }
            return offsets;
        }

        @Override
        public void close() {
            records.slice().close();
        }
    }
}
