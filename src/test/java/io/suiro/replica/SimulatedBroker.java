package io.suiro.replica;

import io.suiro.base.FaultDisk;
import io.suiro.base.Scheduler;
import io.suiro.base.SimulatedTime;
import io.suiro.base.StepLane;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.ReplicaFetches;
import io.suiro.broker.ReplicaFetches.Answer;
import io.suiro.broker.ReplicaFetches.Part;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import io.suiro.replica.ModelController.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** One broker of a {@link ReplicationSimulation}: a disk that outlives it, and from each start to the next end one {@link Life}. */
final class SimulatedBroker {
    static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    static final Uuid TOPIC_ID = new Uuid(7, 11);
    private static final Path DATA = Path.of("/data");

    final int id;
    final FaultDisk disk;
    private final SimulatedTime time;
    private final Durability durability;
    private final PartitionConfig config;
    private final long throttledRate;
    private final Network network;

    @Nullable
    Life life;

    boolean paused;
    /** The machine has lost what was not forced, and no start has said so to the controller yet. */
    boolean lossy;
    /** Since when the controller has not heard of it. */
    long silentSinceMs;

    /** How brokers reach each other and the controller. */
    interface Network {
        CompletionStage<FetchResponseData> fetch(SimulatedBroker from, int to, FetchRequestData request);

        CompletionStage<Outcome<PartitionImage>> alter(
                SimulatedBroker from, int leaderEpoch, int partitionEpoch, List<Integer> isr, List<Long> epochs);

        /** Runs a force some time later. */
        void force(Runnable force);
    }

    /** @param throttledRate bytes per second, of what it sends and of what it fetches */
    SimulatedBroker(
            int id,
            long seed,
            SimulatedTime time,
            Durability durability,
            PartitionConfig config,
            long throttledRate,
            Network network) {
        this.id = id;
        this.disk = new FaultDisk(seed);
        this.time = time;
        this.durability = durability;
        this.config = config;
        this.throttledRate = throttledRate;
        this.network = network;
    }

    boolean isAlive() {
        return life != null;
    }

    boolean isRunning() {
        return life != null && !paused;
    }

    /** That of one that is alive. */
    Life life() {
        return Objects.requireNonNull(life);
    }

    /** What is not forced is there or not, as the disk decides; all else is gone. */
    void crash() {
        life = null;
        paused = false;
        disk.crash();
    }

    void kill() {
        life = null;
        paused = false;
        disk.kill();
    }

    /** Takes up what the disk has, as the metadata says it now; at least its own registration is in that. */
    void start(View view) throws IOException {
        life = new Life(view);
    }

    /** From a start to the end after it. */
    final class Life {
        final StepLane lane = new StepLane();
        final StepLane fetcherLane = new StepLane();
        /** Where messages arrive. */
        final StepLane loop = new StepLane();

        final LogDirectory directory;
        final ReplicaFetchers fetchers;
        final ReplicaFetches served;
        final Partition partition;
        final long brokerEpoch;
        View view;
        long seenHighWatermark;
        int seenEpoch = -1;

        private Life(View view) throws IOException {
            this.view = view;
            this.brokerEpoch = view.epochs().getOrDefault(id, -1L);
            directory = LogDirectory.open(disk, DATA, "cluster", id, time);
            PartitionLog log = directory.openLog(ORDERS, TOPIC_ID, config.log());
            directory.forceCreated();
            if (durability == Durability.FSYNC) {
                log.force();
            }
            Replication replication = new Replication(
                    id,
                    time,
                    (topicId, partition, leaderEpoch, partitionEpoch, isr, epochs) ->
                            network.alter(SimulatedBroker.this, leaderEpoch, partitionEpoch, isr, epochs),
                    new SeenBrokers(),
                    new WarmUp(150),
                    500);
            Scheduler timers = (delayMs, task) -> time.schedule(delayMs, () -> {
                if (life == this) {
                    task.run();
                }
            });
            Executor forces = task -> network.force(() -> {
                if (life == this) {
                    task.run();
                }
            });
            partition = new Partition(
                    log,
                    new Surroundings(directory, durability, forces, timers, replication),
                    lane,
                    view.partition(),
                    config);
            seenHighWatermark = partition.highWatermark();
            fetchers = new ReplicaFetchers(
                    id,
                    Endpoint::new,
                    fetcherLane,
                    timers,
                    () -> brokerEpoch,
                    new FetcherLimits(50, 1, 700, 2_000),
                    quota(),
                    bytes -> {});
            served = new ReplicaFetches(
                    topicPartition -> topicPartition.equals(ORDERS) ? partition : null,
                    timers,
                    loop,
                    false,
                    quota(),
                    id -> {},
                    bytes -> {});
            tellFetchers();
        }

        private ReplicationQuota quota() {
            ReplicationQuota quota = new ReplicationQuota(time);
            quota.limit(throttledRate);
            return quota;
        }

        void apply(View next) {
            PartitionImage before = view.partition();
            boolean otherBrokers =
                    !view.fenced().equals(next.fenced()) || !view.epochs().equals(next.epochs());
            view = next;
            if (!before.equals(next.partition())) {
                partition.become(next.partition());
                tellFetchers();
                if (next.partition().leader() == id
                        && before.leaderEpoch() != next.partition().leaderEpoch()) {
                    served.hurry();
                }
            }
            if (otherBrokers) {
                partition.leading().checkInSync();
            }
        }

        private void tellFetchers() {
            PartitionImage image = view.partition();
            if (image.leader() < 0 || image.leader() == id) {
                fetchers.leave(partition);
            } else {
                fetchers.follow(partition, image.leader(), image.leaderEpoch());
            }
        }

        List<StepLane> busyLanes() {
            return Stream.of(lane, fetcherLane, loop)
                    .filter(one -> !one.isIdle())
                    .toList();
        }

        CompletionStage<FetchResponseData> serve(FetchRequestData request) {
            List<ReplicaFetches.Wanted> wanted = new ArrayList<>();
            for (FetchTopic topic : request.topics()) {
                for (FetchPartition one : topic.partitions()) {
                    wanted.add(new ReplicaFetches.Wanted(
                            new PartitionKey(topic.topicId(), "", one.partition()),
                            Outcome.ok(ORDERS.topic()),
                            one.fetchOffset(),
                            one.logStartOffset(),
                            one.partitionMaxBytes(),
                            one.currentLeaderEpoch(),
                            one.lastFetchedEpoch()));
                }
            }
            List<PartitionKey> forgotten = new ArrayList<>();
            for (ForgottenTopic topic : request.forgottenTopicsData()) {
                topic.partitions().forEach(one -> forgotten.add(new PartitionKey(topic.topicId(), "", one)));
            }
            try {
                return served.fetch(new ReplicaFetches.Request(
                                request.replicaState().replicaId(),
                                request.replicaState().replicaEpoch(),
                                request.sessionId(),
                                request.sessionEpoch(),
                                request.maxWaitMs(),
                                request.minBytes(),
                                request.maxBytes(),
                                wanted,
                                forgotten))
                        .thenApply(Life::response);
            } catch (Refused e) {
                return CompletableFuture.completedFuture(
                        new FetchResponseData().setErrorCode(e.code().code()));
            }
        }

        private static FetchResponseData response(Answer answer) {
            FetchableTopicResponse topic = new FetchableTopicResponse().setTopicId(TOPIC_ID);
            for (Part part : answer.parts()) {
                PartitionData data =
                        new PartitionData().setPartitionIndex(part.key().partition());
                switch (part.fetched()) {
                    case Fetched.Records records -> {
                        data.setHighWatermark(records.highWatermark()).setLogStartOffset(records.logStartOffset());
                        try (var slice = records.slice()) {
                            data.setRecords(MemoryRecords.readableRecords(slice.read()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    case Fetched.Diverged diverged ->
                        data.setHighWatermark(diverged.highWatermark())
                                .setLogStartOffset(diverged.logStartOffset())
                                .setDivergingEpoch(new EpochEndOffset()
                                        .setEpoch(diverged.end().leaderEpoch())
                                        .setEndOffset(diverged.end().endOffset()));
                    case Fetched.Behind behind ->
                        data.setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code()).setLogStartOffset(behind.logStartOffset());
                    case Fetched.Failed failed ->
                        data.setErrorCode(failed.code().code());
                    case Fetched.Elsewhere elsewhere -> throw new AssertionError("a follower is sent elsewhere");
                }
                topic.partitions().add(data);
            }
            FetchResponseData response = new FetchResponseData().setSessionId(answer.sessionId());
            if (!topic.partitions().isEmpty()) {
                response.responses().add(topic);
            }
            return response;
        }

        /** As this broker's metadata has them. */
        private final class SeenBrokers implements Brokers {
            @Override
            public long epochOf(int brokerId) {
                return view.epochs().getOrDefault(brokerId, -1L);
            }

            @Override
            public boolean mayBeInSync(int brokerId) {
                return !view.fenced().contains(brokerId);
            }

            @Override
            public boolean isControllerHeard() {
                return true;
            }

            @Override
            public boolean isCutOff(List<Integer> isr) {
                return false;
            }

            @Override
            public String rackOf(int brokerId) {
                return "";
            }
        }

        private final class Endpoint implements LeaderEndpoint {
            private final int leaderId;
            private boolean closed;

            private Endpoint(int leaderId) {
                this.leaderId = leaderId;
            }

            @Override
            public CompletionStage<ReplicaFetch> fetch(FetchRequestData request) {
                CompletableFuture<ReplicaFetch> answer = new CompletableFuture<>();
                network.fetch(SimulatedBroker.this, leaderId, request).whenComplete((data, failure) -> {
                    if (failure != null || closed) {
                        answer.completeExceptionally(new IOException("cut"));
                    } else {
                        answer.complete(new Received(data));
                    }
                });
                return answer;
            }

            @Override
            public void close() {
                closed = true;
            }
        }
    }

    private record Received(FetchResponseData data) implements ReplicaFetch {
        @Override
        public void close() {}
    }
}
