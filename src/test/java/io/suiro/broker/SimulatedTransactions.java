package io.suiro.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.SimulatedCalls.Answer;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.broker.TransactionLedger.End;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.wire.ApiHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * A client that writes in transactions, one after the other, as Kafka's producer does, with one batch under way: it repeats a request until
 * it is answered for good, and gives up for ever when it is fenced. Its values are {@code client/transaction/number}.
 */
final class SimulatedTransactions {
    private static final long RETRY_MS = 60;
    private static final int APPEND_TIMEOUT_MS = 1_500;
    static final int TRANSACTION_TIMEOUT_MS = 8_000;

    private final String name;
    private final String transactionalId;
    private final boolean isV2;
    private final TopicImage topic;
    private final SimulatedTime time;
    private final Random random;
    private final SimulatedCalls calls;
    private final TransactionLedger ledger;
    private final Supplier<MetadataImage> metadata;
    private final IntFunction<SimulatedMachine> machines;
    private final Consumer<String> story;

    private long producerId = -1;
    private short epoch = -1;
    private final Map<TopicPartition, Integer> sequences = new HashMap<>();
    private final Set<TopicPartition> added = new HashSet<>();
    private final Deque<Batch> left = new ArrayDeque<>();
    private int transactions;
    private long values;
    private String transaction = "";
    private boolean isStopping;
    private boolean isIdle = true;
    private boolean isFenced;

    private record Batch(TopicPartition partition, List<String> values) {}

    SimulatedTransactions(
            String name,
            String transactionalId,
            boolean isV2,
            TopicImage topic,
            SimulatedTime time,
            Random random,
            SimulatedCalls calls,
            TransactionLedger ledger,
            Supplier<MetadataImage> metadata,
            IntFunction<SimulatedMachine> machines,
            Consumer<String> story) {
        this.story = story;
        this.name = name;
        this.transactionalId = transactionalId;
        this.isV2 = isV2;
        this.topic = topic;
        this.time = time;
        this.random = random;
        this.calls = calls;
        this.ledger = ledger;
        this.metadata = metadata;
        this.machines = machines;
    }

    void start() {
        isIdle = false;
        init();
    }

    /** No further transaction is begun. */
    void stop() {
        isStopping = true;
    }

    /** Nothing is under way. */
    boolean isIdle() {
        return isIdle || isFenced;
    }

    boolean isFenced() {
        return isFenced;
    }

    @Override
    public String toString() {
        return name + (isFenced ? " fenced" : isIdle ? " idle" : " in " + transaction + ", left " + left);
    }

    private void later(Runnable step) {
        time.schedule(RETRY_MS + random.nextInt(60), step);
    }

    private @Nullable SimulatedMachine leader(TopicPartition partition) {
        TopicImage known = metadata.get().topic(partition.topic());
        int leader = known == null
                ? -1
                : known.partitions().get(partition.partition()).leader();
        return leader < 0 ? null : machines.apply(leader);
    }

    private @Nullable SimulatedMachine coordinator() {
        TopicImage known = metadata.get().topic(InternalTopics.TRANSACTIONS);
        return known == null
                ? null
                : leader(new TopicPartition(
                        InternalTopics.TRANSACTIONS,
                        TransactionCoordinator.partitionFor(
                                transactionalId, known.partitions().size())));
    }

    /** Asks, and goes on with the code of the answer, or does the same once more later if there is none. */
    private <Q extends ApiMessage, A extends ApiMessage> void ask(
            @Nullable SimulatedMachine machine,
            Supplier<Q> request,
            int version,
            Function<Life, ApiHandler<Q, A>> handler,
            boolean mayRepeat,
            Runnable again,
            Function<A, Errors> code,
            Consumer<@Nullable A> done,
            Consumer<Errors> refused) {
        if (machine == null) {
            later(again);
            return;
        }
        calls.ask(machine, request, (short) version, handler, mayRepeat, answer -> {
            story.accept(this + " as " + producerId + "/" + epoch + ": " + answer);
            switch (answer) {
                case Answer.Lost<A> lost -> later(again);
                case Answer.Failed<A>(Errors failed) -> refused.accept(failed);
                case Answer.Told<A>(A response) -> {
                    Errors told = code.apply(response);
                    if (told == Errors.NONE) {
                        done.accept(response);
                    } else {
                        refused.accept(told);
                    }
                }
            }
        });
    }

    /** What a producer does after an error that is neither to be repeated nor the end of it. */
    private interface Otherwise {
        void run(Errors code);
    }

    private void onRefusal(Errors code, Runnable again, Otherwise otherwise) {
        switch (code) {
            case CONCURRENT_TRANSACTIONS,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    REQUEST_TIMED_OUT,
                    KAFKA_STORAGE_ERROR,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    OUT_OF_ORDER_SEQUENCE_NUMBER -> later(again);
            case PRODUCER_FENCED, INVALID_PRODUCER_EPOCH, INVALID_PRODUCER_ID_MAPPING -> isFenced = true;
            default -> otherwise.run(code);
        }
    }

    private static void unexpected(String what, Errors code) {
        throw new AssertionError(what + " is answered with " + code);
    }

    private void init() {
        ask(
                coordinator(),
                () -> new InitProducerIdRequestData()
                        .setTransactionalId(transactionalId)
                        .setTransactionTimeoutMs(TRANSACTION_TIMEOUT_MS)
                        .setProducerId(producerId)
                        .setProducerEpoch(epoch),
                5,
                life -> life.handlers().initProducerId(),
                false,
                this::init,
                response -> Errors.forCode(response.errorCode()),
                response -> {
                    if (response != null) {
                        producerId = response.producerId();
                        epoch = response.producerEpoch();
                        sequences.clear();
                        begin();
                    }
                },
                code -> onRefusal(code, this::init, other -> unexpected("InitProducerId", other)));
    }

    private void begin() {
        if (isStopping) {
            isIdle = true;
            return;
        }
        transaction = name + "/" + transactions++;
        added.clear();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            TopicPartition partition = new TopicPartition(
                    topic.name(), random.nextInt(topic.partitions().size()));
            List<String> batch = new ArrayList<>();
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                batch.add(transaction + "/" + values++);
            }
            left.add(new Batch(partition, batch));
        }
        time.schedule(random.nextInt(100), this::write);
    }

    private void write() {
        Batch batch = left.peek();
        if (batch == null) {
            time.schedule(random.nextInt(50), () -> end(random.nextInt(4) > 0));
        } else if (isV2 || added.contains(batch.partition)) {
            batch.values.forEach(value -> ledger.write(value, batch.partition));
            produce(batch);
        } else {
            add(batch.partition);
        }
    }

    private void add(TopicPartition partition) {
        ask(
                coordinator(),
                () -> {
                    AddPartitionsToTxnRequestData request = new AddPartitionsToTxnRequestData()
                            .setV3AndBelowTransactionalId(transactionalId)
                            .setV3AndBelowProducerId(producerId)
                            .setV3AndBelowProducerEpoch(epoch);
                    request.v3AndBelowTopics()
                            .add(new AddPartitionsToTxnTopic()
                                    .setName(partition.topic())
                                    .setPartitions(List.of(partition.partition())));
                    return request;
                },
                3,
                life -> life.handlers().addPartitions(),
                false,
                () -> add(partition),
                response -> Errors.forCode(response.resultsByTopicV3AndBelow()
                        .iterator()
                        .next()
                        .resultsByPartition()
                        .iterator()
                        .next()
                        .partitionErrorCode()),
                response -> {
                    added.add(partition);
                    write();
                },
                code -> onRefusal(code, () -> add(partition), other -> unexpected("AddPartitionsToTxn", other)));
    }

    private void produce(Batch batch) {
        int sequence = sequences.getOrDefault(batch.partition, 0);
        long id = producerId;
        short ofEpoch = epoch;
        ask(
                leader(batch.partition),
                () -> produceRequest(batch, id, ofEpoch, sequence),
                isV2 ? 12 : 11,
                life -> life.handlers().produce(),
                true,
                () -> produce(batch),
                response -> Errors.forCode(response.responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .getFirst()
                        .errorCode()),
                response -> {
                    sequences.put(batch.partition, sequence + batch.values.size());
                    left.remove();
                    write();
                },
                code -> onRefusal(code, () -> produce(batch), other -> {
                    if (other != Errors.TRANSACTION_ABORTABLE && other != Errors.INVALID_TXN_STATE) {
                        unexpected("Produce", other);
                    }
                    left.clear();
                    end(false);
                }));
    }

    private ProduceRequestData produceRequest(Batch batch, long id, short ofEpoch, int sequence) {
        BatchBuilder builder =
                new BatchBuilder(Codec.NONE).producer(id, ofEpoch, sequence).transactional();
        batch.values.forEach(value -> builder.append(time.nowMs(), null, ByteBuffer.wrap(value.getBytes(UTF_8))));
        ProduceRequestData request = new ProduceRequestData()
                .setTransactionalId(transactionalId)
                .setAcks((short) -1)
                .setTimeoutMs(APPEND_TIMEOUT_MS);
        request.topicData()
                .add(new TopicProduceData()
                        .setName(batch.partition.topic())
                        .setPartitionData(List.of(new PartitionProduceData()
                                .setIndex(batch.partition.partition())
                                .setRecords(MemoryRecords.readableRecords(builder.build())))));
        return request;
    }

    private void end(boolean commit) {
        if (!isV2 && added.isEmpty()) {
            begin();
            return;
        }
        ledger.end(transaction, commit ? End.MAYBE_COMMITTED : End.ABORTED);
        long id = producerId;
        short ofEpoch = epoch;
        ask(
                coordinator(),
                () -> new EndTxnRequestData()
                        .setTransactionalId(transactionalId)
                        .setProducerId(id)
                        .setProducerEpoch(ofEpoch)
                        .setCommitted(commit),
                isV2 ? 5 : 4,
                life -> life.handlers().endTxn(),
                // Before transactions v2 one that comes late ends the next transaction: that is why there is a v2.
                isV2,
                () -> end(commit),
                response -> Errors.forCode(response.errorCode()),
                response -> {
                    if (response != null && isV2) {
                        if (response.producerId() != producerId || response.producerEpoch() != epoch) {
                            sequences.clear();
                        }
                        producerId = response.producerId();
                        epoch = response.producerEpoch();
                    }
                    ledger.end(transaction, commit ? End.COMMITTED : End.ABORTED);
                    begin();
                },
                code -> onRefusal(code, () -> end(commit), other -> {
                    // The coordinator has aborted it, for it took too long.
                    if (other != Errors.INVALID_TXN_STATE) {
                        unexpected("EndTxn", other);
                    }
                    isFenced = true;
                }));
    }
}
