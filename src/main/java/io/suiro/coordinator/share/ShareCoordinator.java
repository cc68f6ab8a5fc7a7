package io.suiro.coordinator.share;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.CoordinatorShard.Phase;
import io.suiro.coordinator.StateLog;
import io.suiro.error.Refused;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;

/**
 * The state of the share partitions that this broker coordinates: of each partition of {@code __share_group_state} that it leads. A
 * share partition belongs to the partition that its name hashes to. Any thread may call; nothing blocks.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/CIq3FQ">KIP-932</a>
 */
public final class ShareCoordinator implements Persister {
    private final ShareSettings settings;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Map<Integer, ShareShard> shards = new ConcurrentHashMap<>();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    /** Leads no partition yet. */
    public ShareCoordinator(ShareSettings settings, Clock clock, Scheduler scheduler) {
        this.settings = settings;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** This broker leads the partition now: loads it, then serves its share partitions. Fails if a record cannot be read. */
    public CompletionStage<Void> elect(StateLog log) {
        ShareShard shard = new ShareShard(log, settings, clock, scheduler);
        ShareShard before = shards.put(log.partition(), shard);
        if (before != null) {
            before.resign();
        }
        return shard.load();
    }

    /** This broker no longer leads the partition: whoever waits is sent to look for the new coordinator. */
    public void resign(int partition) {
        ShareShard shard = shards.remove(partition);
        if (shard != null) {
            shard.resign();
        }
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

    /** Share partitions whose state this broker keeps. */
    public int sharePartitions() {
        return shards.values().stream().mapToInt(ShareShard::size).sum();
    }

    @Override
    public CompletionStage<ShareState> read(ShareKey key, int leaderEpoch) {
        return submit(key, (machine, asker) -> new ReadState(machine, key, leaderEpoch, asker));
    }

    @Override
    public CompletionStage<Void> write(ShareKey key, Change change) {
        return this.<Errors>submit(
                        key,
                        (machine, asker) -> new WriteState(machine, key, change, settings.changesPerSnapshot(), asker))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> initialize(ShareKey key, int stateEpoch, long startOffset) {
        return this.<Errors>submit(
                        key, (machine, asker) -> new InitializeState(machine, key, stateEpoch, startOffset, asker))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> delete(ShareKey key) {
        return this.<Errors>submit(key, (machine, asker) -> new DeleteState(machine, key, asker))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<ShareState> summary(ShareKey key) {
        return submit(key, (machine, asker) -> new SummarizeState(machine, key, asker));
    }

    /** The topics have changed. */
    public void metadataChanged(MetadataImage changed) {
        image = changed;
    }

    /** Forgets the state of a topic that was deleted. */
    public void topicDeleted(Uuid topicId) {
        shards.values().forEach(shard -> shard.forget(topicId));
    }

    private <T> CompletionStage<T> submit(
            ShareKey key, BiFunction<ShareMachine, CompletableFuture<T>, Command<ShareRecord, Void>> command) {
        TopicImage topic = image.topic(Topic.SHARE_GROUP_STATE_TOPIC_NAME);
        ShareShard shard = shards.get(key.partitionOf(
                topic == null ? settings.statePartitions() : topic.partitions().size()));
        return shard == null
                ? CompletableFuture.failedStage(new Refused(Errors.NOT_COORDINATOR))
                : shard.submit(command);
    }
}
