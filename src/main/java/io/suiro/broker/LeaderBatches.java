package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.Produce.Acks;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.Appended;
import io.suiro.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Batches that people read and write, one at a time, at the leader of their partition, whichever broker that is. Any thread. */
public final class LeaderBatches {
    /** The last with topics by name. */
    private static final short FETCH_VERSION = 12;

    private static final short PRODUCE_VERSION = 12;
    private static final int CONSUMER = -1;
    private static final int NO_SESSION = -1;
    private static final int ANY_EPOCH = -1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int APPEND_TIMEOUT_MS = 10_000;

    /** A broker that is asked as leader and is not: one of the two has yet to hear of an election. */
    private static final int PAUSE_MS = 100;

    private static final int MOST_ATTEMPTS = 30;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final FetchRecords reads;
    private final Executor disk;
    private final Scheduler timer;
    private final Produce writes;
    private final BrokerRequests readsElsewhere;
    private final BrokerRequests writesElsewhere;

    /** @param disk runs reads of this broker's files, and is never interrupted */
    LeaderBatches(
            int brokerId,
            Supplier<MetadataImage> image,
            FetchRecords reads,
            Executor disk,
            Scheduler timer,
            Produce writes,
            BrokerRequests readsElsewhere,
            BrokerRequests writesElsewhere) {
        this.brokerId = brokerId;
        this.image = image;
        this.reads = reads;
        this.disk = disk;
        this.timer = timer;
        this.writes = writes;
        this.readsElsewhere = readsElsewhere;
        this.writesElsewhere = writesElsewhere;
    }

    /**
     * Whole batches below the high watermark from the one with this offset on, in memory of their own; the last may be partial, and there may be none. Fails with
     * OFFSET_OUT_OF_RANGE, NOT_LEADER_OR_FOLLOWER, LEADER_NOT_AVAILABLE, BROKER_NOT_AVAILABLE ...
     *
     * @param maxBytes the first batch comes even if it is larger
     */
    public CompletionStage<ByteBuffer> read(TopicPartition partition, long offset, int maxBytes) {
        return atLeader(() -> readOnce(partition, offset, maxBytes), 1);
    }

    private CompletionStage<ByteBuffer> readOnce(TopicPartition partition, long offset, int maxBytes) {
        int leader = leader(partition);
        return leader == brokerId
                ? CompletableFuture.supplyAsync(() -> readHere(partition, offset, maxBytes), disk)
                : readsElsewhere
                        .ask(
                                leader,
                                request(partition, offset, maxBytes),
                                FETCH_VERSION,
                                BrokerRequests.PATIENCE_MS,
                                FetchResponseData::new)
                        .thenApply(LeaderBatches::bytes);
    }

    private ByteBuffer readHere(TopicPartition partition, long offset, int maxBytes) {
        return bytes(reads.fetch(
                        List.of(new Wanted(partition, offset, maxBytes, ANY_EPOCH, ANY_EPOCH)),
                        new Limits(0, 0, maxBytes, false))
                .toCompletableFuture()
                .join()
                .getFirst());
    }

    private int leader(TopicPartition partition) {
        TopicImage topic = image.get().topic(partition.topic());
        PartitionImage found = topic == null ? null : topic.partition(partition.partition());
        if (found == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + partition + ".");
        }
        if (!found.hasLeader()) {
            throw new Refused(Errors.LEADER_NOT_AVAILABLE, partition + " has no leader.");
        }
        return found.leader();
    }

    private static ByteBuffer bytes(Fetched fetched) {
        return switch (fetched) {
            case Fetched.Records records -> {
                try (LogSlice slice = records.slice()) {
                    yield slice.read();
                } catch (IOException e) {
                    throw new Refused(Errors.KAFKA_STORAGE_ERROR, e.getMessage());
                }
            }
            case Fetched.Failed(Errors code) -> throw new Refused(code);
            case Fetched.Elsewhere elsewhere -> throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
            case Fetched.Diverged diverged -> throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
            case Fetched.Behind behind -> throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        };
    }

    private static FetchRequestData request(TopicPartition partition, long offset, int maxBytes) {
        return new FetchRequestData()
                .setReplicaId(CONSUMER)
                .setSessionEpoch(NO_SESSION)
                .setMaxWaitMs(0)
                .setMinBytes(0)
                .setMaxBytes(maxBytes)
                .setTopics(List.of(new FetchTopic()
                        .setTopic(partition.topic())
                        .setPartitions(List.of(new FetchPartition()
                                .setPartition(partition.partition())
                                .setFetchOffset(offset)
                                .setPartitionMaxBytes(maxBytes)))));
    }

    private static ByteBuffer bytes(FetchResponseData answer) {
        check(answer.errorCode());
        PartitionData only = answer.responses().getFirst().partitions().getFirst();
        check(only.errorCode());
        return only.records() instanceof MemoryRecords records ? records.buffer() : NOTHING;
    }

    private static void check(short errorCode) {
        if (errorCode != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(errorCode));
        }
    }

    /**
     * The offset of its first record, once all in-sync replicas have the batch. If that is not heard of in time (REQUEST_TIMED_OUT, BROKER_NOT_AVAILABLE), or the leader
     * has lost its office meanwhile (NOT_LEADER_OR_FOLLOWER), it may be there all the same, or come there yet; so it is never sent twice.
     *
     * @param batch not used by the caller any more
     */
    public CompletionStage<Outcome<Long>> append(TopicPartition partition, ByteBuffer batch) {
        int leader;
        try {
            leader = leader(partition);
        } catch (Refused e) {
            return Outcomes.of(CompletableFuture.failedStage(e));
        }
        return leader == brokerId
                ? writes.append(partition, batch, ProducedInTransaction.NONE, Acks.ALL, APPEND_TIMEOUT_MS)
                        .thenApply(outcome -> outcome.map(Appended::firstOffset))
                : Outcomes.flat(writesElsewhere
                        .ask(
                                leader,
                                request(partition, batch),
                                PRODUCE_VERSION,
                                APPEND_TIMEOUT_MS + BrokerRequests.PATIENCE_MS,
                                ProduceResponseData::new)
                        .thenApply(LeaderBatches::outcome));
    }

    /** Reads again for as long as whoever is asked refuses because another leads. */
    private <T> CompletionStage<T> atLeader(Supplier<CompletionStage<T>> ask, int attempt) {
        return CompletableFuture.completedFuture(attempt)
                .thenCompose(_ -> ask.get())
                .exceptionallyCompose(failure -> attempt < MOST_ATTEMPTS && leadsNot(failure)
                        ? later().thenCompose(_ -> atLeader(ask, attempt + 1))
                        : CompletableFuture.failedStage(failure));
    }

    private static boolean leadsNot(Throwable failure) {
        return Stages.cause(failure) instanceof Refused refused && refused.code() == Errors.NOT_LEADER_OR_FOLLOWER;
    }

    private CompletionStage<Void> later() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        timer.schedule(PAUSE_MS, () -> later.completeAsync(() -> null, disk));
        return later;
    }

    private static ProduceRequestData request(TopicPartition partition, ByteBuffer batch) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName(partition.topic())
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(MemoryRecords.readableRecords(batch)))));
        return new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(APPEND_TIMEOUT_MS)
                .setTopicData(topics);
    }

    private static Outcome<Long> outcome(ProduceResponseData answer) {
        PartitionProduceResponse only =
                answer.responses().iterator().next().partitionResponses().getFirst();
        return only.errorCode() == Errors.NONE.code()
                ? Outcome.ok(only.baseOffset())
                : Outcome.failed(Errors.forCode(only.errorCode()), only.errorMessage());
    }
}
