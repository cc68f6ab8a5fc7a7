package io.suiro.coordinator.txn;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.CoordinatorShard.Phase;
import io.suiro.coordinator.StateLog;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;

/**
 * The transactions that this broker coordinates: of each partition of {@code __transaction_state} that it leads. A transactional id
 * belongs to the partition that it hashes to.
 *
 * <p>Any thread may call; nothing blocks. Requests are answered once what they changed is committed, or fail with {@link Refused}. Beside
 * the codes that each verb names, any may fail with COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR or COORDINATOR_NOT_AVAILABLE.
 *
 * <p>Where Kafka says CONCURRENT_TRANSACTIONS while the partitions of the last transaction are being told, a request waits for that
 * first, if only for {@value #PATIENCE_MS} ms: clients would wait longer before they ask again.
 *
 * @see <a href="https://kafka.apache.org/protocol">Kafka protocol guide, transaction APIs</a>
 */
public final class TransactionCoordinator {
    private static final long PATIENCE_MS = 100;

    private final TransactionSettings settings;
    private final MarkerWriter markers;
    private final Supplier<CompletionStage<Long>> producerIds;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Map<Integer, TransactionShard> shards = new ConcurrentHashMap<>();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    /**
     * Leads no partition yet.
     *
     * @param producerIds hands out ids that nobody has had
     */
    public TransactionCoordinator(
            TransactionSettings settings,
            MarkerWriter markers,
            Supplier<CompletionStage<Long>> producerIds,
            Clock clock,
            Scheduler scheduler) {
        this.settings = settings;
        this.markers = markers;
        this.producerIds = producerIds;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** The partition of {@code __transaction_state} that stores the id, where that topic has so many. */
    public static int partitionFor(String transactionalId, int partitions) {
        return Utils.abs(transactionalId.hashCode()) % partitions;
    }

    /** As the topic is, whatever the setting says by now, for its records stay where they are. */
    private int partitionFor(String transactionalId) {
        TopicImage topic = image.topic(Topic.TRANSACTION_STATE_TOPIC_NAME);
        return partitionFor(
                transactionalId,
                topic == null ? settings.statePartitions() : topic.partitions().size());
    }

    /**
     * This broker leads the partition now: loads it, then serves its transactions. Fails if a record cannot be read.
     *
     * @param leaderEpoch of the partition
     */
    public CompletionStage<Void> elect(StateLog log, int leaderEpoch) {
        TransactionShard shard =
                new TransactionShard(log, leaderEpoch, settings, markers, producerIds, clock, scheduler);
        TransactionShard before = shards.put(log.partition(), shard);
        if (before != null) {
            before.resign();
        }
        return shard.load();
    }

    /** This broker no longer leads the partition: whoever waits is sent to look for the new coordinator. */
    public void resign(int partition) {
        TransactionShard shard = shards.remove(partition);
        if (shard != null) {
            shard.resign();
        }
    }

    /** Whether every partition that this broker leads is loaded. */
    public boolean isLoaded() {
        return shards.values().stream().allMatch(shard -> shard.phase() == Phase.SERVING);
    }

    /** Partitions that this broker leads and serves. */
    public int loadedPartitions() {
        return (int) shards.values().stream()
                .filter(shard -> shard.phase() == Phase.SERVING)
                .count();
    }

    /** Partitions that this broker leads. */
    public int electedPartitions() {
        return shards.size();
    }

    /** Transactional ids that this broker knows as their coordinator. */
    public int transactionalIds() {
        return shards.values().stream().mapToInt(TransactionShard::size).sum();
    }

    /**
     * Who the client is from now on; all others with the same transactional id are fenced.
     *
     * <p>Codes: INVALID_TRANSACTION_TIMEOUT, CONCURRENT_TRANSACTIONS, PRODUCER_FENCED.
     *
     * @param expected who the client takes itself for, to go on as such
     */
    public CompletionStage<ProducerIdAndEpoch> initProducerId(
            String transactionalId, int timeoutMs, ProducerIdAndEpoch expected) {
        if (timeoutMs <= 0 || timeoutMs > settings.maxTimeoutMs()) {
            return CompletableFuture.failedStage(new Refused(
                    Errors.INVALID_TRANSACTION_TIMEOUT,
                    "A timeout of " + timeoutMs + " ms; transaction.max.timeout.ms is " + settings.maxTimeoutMs()
                            + "."));
        }
        return patiently(transactionalId, shard -> shard.<Outcome<ProducerIdAndEpoch>>submit(
                        (machine, ending, freshId, asker) -> new InitProducerId(
                                machine, transactionalId, timeoutMs, expected, freshId, ending, asker))
                .thenApply(Outcome::orThrow));
    }

    /**
     * Partitions belong to the transaction, which begins if none is ongoing.
     *
     * <p>Codes: INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS.
     *
     * @param clientVersion of transactions: 0, or 2 if a broker asks for a client that leaves it to brokers
     */
    public CompletionStage<Errors> addPartitions(
            String transactionalId,
            ProducerIdAndEpoch producer,
            Collection<TopicPartition> partitions,
            int clientVersion) {
        return patiently(
                transactionalId,
                shard -> shard.submit((machine, ending, freshId, asker) ->
                        new AddPartitions(machine, transactionalId, producer, partitions, clientVersion, asker)));
    }

    /** Which partitions belong to the transaction: NONE or TRANSACTION_ABORTABLE for each. Codes as {@link #addPartitions}. */
    public CompletionStage<Map<TopicPartition, Errors>> verifyPartitions(
            String transactionalId, ProducerIdAndEpoch producer, Collection<TopicPartition> partitions) {
        return submit(
                transactionalId,
                shard -> shard.submit((machine, ending, freshId, asker) ->
                        new VerifyPartitions(machine, transactionalId, producer, partitions, asker)));
    }

    /**
     * The client commits or aborts; who it is from then on.
     *
     * <p>Codes: INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS, INVALID_TXN_STATE.
     *
     * @param clientVersion of transactions: 0 or 2
     */
    public CompletionStage<ProducerIdAndEpoch> end(
            String transactionalId, ProducerIdAndEpoch producer, boolean commit, int clientVersion) {
        return patiently(
                transactionalId,
                shard -> shard.submit((machine, ending, freshId, asker) ->
                        new EndTxn(machine, transactionalId, producer, commit, clientVersion, freshId, ending, asker)));
    }

    /** Codes: TRANSACTIONAL_ID_NOT_FOUND. */
    public CompletionStage<TransactionDescription> describe(String transactionalId) {
        return submit(
                transactionalId,
                shard -> shard.submit(
                        (machine, ending, freshId, asker) -> new DescribeTransaction(machine, transactionalId, asker)));
    }

    /** Transactional ids of all partitions that this broker leads, unordered. */
    public CompletionStage<List<TransactionDescription>> list(TransactionFilter filter) {
        return Stages.all(shards.values().stream()
                        .map(shard -> shard.<List<TransactionDescription>>submit(
                                (machine, ending, freshId, asker) -> new ListTransactions(machine, filter, asker)))
                        .toList())
                .thenApply(lists -> lists.stream().flatMap(List::stream).toList());
    }

    /** The topics have changed. */
    public void metadataChanged(MetadataImage changed) {
        image = changed;
    }

    private interface Request<T> {
        CompletionStage<T> to(TransactionShard shard);
    }

    private <T> CompletionStage<T> submit(String transactionalId, Request<T> request) {
        TransactionShard shard = shards.get(partitionFor(transactionalId));
        return shard == null ? CompletableFuture.failedStage(new Refused(Errors.NOT_COORDINATOR)) : request.to(shard);
    }

    /** Once more, if it came while the partitions of the last transaction were being told. */
    private <T> CompletionStage<T> patiently(String transactionalId, Request<T> request) {
        return submit(transactionalId, shard -> request.to(shard)
                .exceptionallyCompose(failure -> isConcurrent(failure)
                        ? shard.endOf(transactionalId, PATIENCE_MS).thenCompose(ended -> request.to(shard))
                        : CompletableFuture.failedStage(failure)));
    }

    private static boolean isConcurrent(Throwable failure) {
        return Stages.cause(failure) instanceof Refused refused && refused.code() == Errors.CONCURRENT_TRANSACTIONS;
    }
}
