package io.suiro.share;

import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ShareFetch and ShareAcknowledge: members take records, and say what became of them. Any thread; nothing blocks. Source: KIP-932.
 *
 * <p>Errors, beside those of {@link ShareSessions}: INVALID_SHARE_SESSION_EPOCH for acknowledgements that come before anything was
 * fetched; of partitions values.
 */
public final class ShareReads {
    private final SharePartitions partitions;
    private final ShareSessions sessions;
    private final Supplier<MetadataImage> image;
    private final Scheduler scheduler;
    private final Executor reads;

    /** @param reads runs what a deadline, or a record that was given back, wakes */
    public ShareReads(
            SharePartitions partitions,
            ShareSessions sessions,
            Supplier<MetadataImage> image,
            Scheduler scheduler,
            Executor reads) {
        this.partitions = partitions;
        this.sessions = sessions;
        this.image = image;
        this.scheduler = scheduler;
        this.reads = reads;
    }

    /**
     * Who asks.
     *
     * @param sessionEpoch as {@link ShareSessions}
     */
    public record Member(String groupId, String memberId, int sessionEpoch, long connectionId) {}

    /**
     * How much, and how long to wait for it.
     *
     * @param minBytes an answer with fewer waits
     * @param maxBytes of all partitions together; the first batch comes even if it is larger
     * @param maxRecords of all partitions together; exceeded to the end of a batch unless {@code isStrict}; 0 for none, nothing is waited for then
     * @param batchSize the offsets that are told as one, if the log's batches allow it
     */
    public record Limits(int maxWaitMs, int minBytes, int maxBytes, int maxRecords, int batchSize, boolean isStrict) {}

    /** What a partition gives; the value of the acknowledgement is null where none came. */
    public record Answered(
            Outcome<Fetched> fetched, @Nullable Outcome<Void> acknowledged) {}

    /**
     * What a member is told.
     *
     * @param lockDurationMs how long it has what it acquired
     */
    public record Answer(int lockDurationMs, Map<SharedPartition, Answered> partitions) {}

    /**
     * Acknowledges, then fetches what the session has, which is changed before.
     *
     * @param wanted partitions to fetch from now on, those without acknowledgements too
     * @param acknowledgements of those that have some
     */
    public CompletionStage<Answer> fetch(
            Member member,
            Collection<SharedPartition> wanted,
            Collection<SharedPartition> forgotten,
            Map<SharedPartition, Outcome<List<Acknowledgement>>> acknowledgements,
            Limits limits) {
        if (member.sessionEpoch == ShareSessions.FINAL_EPOCH) {
            return acknowledge(member, acknowledgements).thenApply(told -> answer(member, told, Map.of()));
        }
        ShareSession session;
        if (member.sessionEpoch == ShareSessions.INITIAL_EPOCH) {
            if (!acknowledgements.isEmpty()) {
                throw new Refused(Errors.INVALID_SHARE_SESSION_EPOCH);
            }
            session = sessions.open(member.groupId, member.memberId, member.connectionId, wanted);
        } else {
            session = sessions.advance(member.groupId, member.memberId, member.sessionEpoch);
            session.change(wanted, forgotten);
        }
        return acknowledged(member, acknowledgements).thenCompose(told -> {
            if (limits.maxRecords <= 0) {
                return CompletableFuture.completedFuture(answer(member, told, Map.of()));
            }
            return new ParkedShareFetch(session, session.rotated(), limits, partition -> find(member, partition), reads)
                    .park(scheduler)
                    .thenApply(fetched -> {
                        partitions.traffic().fetched(delivered(fetched));
                        return answer(member, told, fetched);
                    });
        });
    }

    private static long delivered(Map<SharedPartition, Outcome<Fetched>> fetched) {
        long count = 0;
        for (Outcome<Fetched> outcome : fetched.values()) {
            if (outcome instanceof Outcome.Ok<Fetched>(Fetched records)) {
                count += records.acquired().stream().mapToLong(Acquired::count).sum();
            }
        }
        return count;
    }

    /** Outside of a fetch. */
    public CompletionStage<Map<SharedPartition, Outcome<Void>>> acknowledge(
            Member member, Map<SharedPartition, Outcome<List<Acknowledgement>>> acknowledgements) {
        if (member.sessionEpoch == ShareSessions.INITIAL_EPOCH) {
            throw new Refused(Errors.INVALID_SHARE_SESSION_EPOCH);
        }
        if (member.sessionEpoch != ShareSessions.FINAL_EPOCH) {
            var _ = sessions.advance(member.groupId, member.memberId, member.sessionEpoch);
            return acknowledged(member, acknowledgements);
        }
        ShareSession session = sessions.find(member.groupId, member.memberId);
        session.close();
        return acknowledged(member, acknowledgements).thenApply(told -> {
            sessions.close(session);
            return told;
        });
    }

    /** How long members of the group have what they acquire. */
    public int lockDurationMs(String groupId) {
        return partitions.terms(groupId).lockDurationMs();
    }

    private Answer answer(
            Member member,
            Map<SharedPartition, Outcome<Void>> acknowledged,
            Map<SharedPartition, Outcome<Fetched>> fetched) {
        Map<SharedPartition, Answered> all = new LinkedHashMap<>();
        fetched.forEach((partition, outcome) -> all.put(partition, new Answered(outcome, acknowledged.get(partition))));
        acknowledged.forEach((partition, outcome) ->
                all.computeIfAbsent(partition, key -> new Answered(Outcome.ok(Fetched.NOTHING), outcome)));
        return new Answer(partitions.terms(member.groupId).lockDurationMs(), all);
    }

    private CompletionStage<Map<SharedPartition, Outcome<Void>>> acknowledged(
            Member member, Map<SharedPartition, Outcome<List<Acknowledgement>>> acknowledgements) {
        if (acknowledgements.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        List<SharedPartition> keys = List.copyOf(acknowledgements.keySet());
        List<CompletionStage<Outcome<Void>>> stages = new ArrayList<>();
        acknowledgements.forEach((partition, said) -> stages.add(acknowledged(member, partition, said)));
        return Stages.all(stages).thenApply(outcomes -> {
            Map<SharedPartition, Outcome<Void>> told = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                told.put(keys.get(i), outcomes.get(i));
            }
            return told;
        });
    }

    private CompletionStage<Outcome<Void>> acknowledged(
            Member member, SharedPartition partition, Outcome<List<Acknowledgement>> said) {
        CompletionStage<Void> stored;
        try {
            stored = find(member, partition).orThrow().acknowledge(member.memberId, said.orThrow());
        } catch (Refused refused) {
            stored = CompletableFuture.failedStage(refused);
        }
        return stored.handle((nothing, failure) -> {
            if (failure == null) {
                return Outcome.done();
            }
            return Stages.cause(failure) instanceof Refused refused
                    ? Outcome.failed(refused.code(), refused.detail())
                    : Outcome.failed(Errors.UNKNOWN_SERVER_ERROR, String.valueOf(Stages.cause(failure)));
        });
    }

    private Outcome<SharePartition> find(Member member, SharedPartition partition) {
        TopicImage topic = image.get().topic(partition.topicId());
        if (topic == null) {
            return Outcome.failed(Errors.UNKNOWN_TOPIC_ID);
        }
        if (partition.partition() < 0
                || partition.partition() >= topic.partitions().size()) {
            return Outcome.failed(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        try {
            return Outcome.ok(partitions.get(
                    new ShareKey(member.groupId, partition.topicId(), partition.partition()), topic.name()));
        } catch (Refused refused) {
            return Outcome.failed(refused.code(), refused.detail());
        }
    }
}
