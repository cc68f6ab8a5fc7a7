package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What brokers know of themselves, whichever is asked. Any thread. */
public final class ClusterQueries {
    /** A broker that hangs, and is not fenced yet, is not waited for any longer. */
    static final int PATIENCE_MS = 1_000;

    private static final short LOG_DIRS_VERSION = 4;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final Storage here;
    private final BrokerRequests others;
    private final Scheduler timer;
    private final Executor afterwards;

    /** @param afterwards goes on where others have not answered in time */
    ClusterQueries(
            int brokerId,
            Supplier<MetadataImage> image,
            Storage here,
            BrokerRequests others,
            Scheduler timer,
            Executor afterwards) {
        this.brokerId = brokerId;
        this.image = image;
        this.here = here;
        this.others = others;
        this.timer = timer;
        this.afterwards = afterwards;
    }

    /**
     * A directory with partitions.
     *
     * @param totalBytes of its volume, null if that is not known
     * @param usableBytes of its volume, null likewise
     * @param replicaBytes of the logs in it, without their indexes; null likewise
     */
    public record LogDirectory(
            String path,
            boolean online,
            @Nullable Long totalBytes,
            @Nullable Long usableBytes,
            @Nullable Long replicaBytes) {}

    /**
     * What brokers have told of their directories.
     *
     * @param unanswered those that were asked, as they are not fenced, and did not answer within a second; ascending
     */
    public record Directories(SortedMap<Integer, List<LogDirectory>> byBroker, List<Integer> unanswered) {}

    /** Of all brokers but those that are fenced. Never fails. */
    public CompletionStage<Directories> logDirectories() {
        List<Integer> asked = image.get().brokers().values().stream()
                .filter(broker -> !broker.fenced())
                .map(BrokerImage::id)
                .sorted()
                .toList();
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(new Directories(new TreeMap<>(), List.of()));
        }
        List<CompletionStage<List<LogDirectory>>> answers = asked.stream()
                .map(id -> id == brokerId ? here() : inTime(at(id)))
                .toList();
        return Stages.all(answers).thenApply(told -> {
            SortedMap<Integer, List<LogDirectory>> byBroker = new TreeMap<>();
            List<Integer> unanswered = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                if (told.get(i).isEmpty()) {
                    unanswered.add(asked.get(i));
                } else {
                    byBroker.put(asked.get(i), told.get(i));
                }
            }
            return new Directories(byBroker, List.copyOf(unanswered));
        });
    }

    /** Empty if it fails, or does not come. */
    private CompletionStage<List<LogDirectory>> inTime(CompletionStage<List<LogDirectory>> answer) {
        CompletableFuture<List<LogDirectory>> told =
                answer.exceptionally(failure -> List.of()).toCompletableFuture();
        Scheduler.Timer deadline = timer.schedule(PATIENCE_MS, () -> told.completeAsync(List::of, afterwards));
        return told.whenComplete((directories, failure) -> deadline.cancel());
    }

    private CompletionStage<List<LogDirectory>> here() {
        return here.describe()
                .thenApply(outcome -> List.of(
                        switch (outcome) {
                            case Outcome.Ok<Storage.Directory>(Storage.Directory online) ->
                                new LogDirectory(
                                        online.path(),
                                        true,
                                        online.totalBytes(),
                                        online.usableBytes(),
                                        sum(online.sizes()));
                            case Outcome.Failed<Storage.Directory> failed ->
                                new LogDirectory(here.path(), false, null, null, null);
                        }));
    }

    private static long sum(Map<?, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private CompletionStage<List<LogDirectory>> at(int id) {
        return others.ask(
                        id,
                        new DescribeLogDirsRequestData().setTopics(null),
                        LOG_DIRS_VERSION,
                        BrokerRequests.PATIENCE_MS,
                        DescribeLogDirsResponseData::new)
                .thenApply(answer ->
                        answer.results().stream().map(ClusterQueries::told).toList());
    }

    private static LogDirectory told(DescribeLogDirsResult result) {
        if (result.errorCode() != Errors.NONE.code()) {
            return new LogDirectory(result.logDir(), false, null, null, null);
        }
        long replicas = result.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToLong(partition -> partition.partitionSize())
                .sum();
        return new LogDirectory(result.logDir(), true, result.totalBytes(), result.usableBytes(), replicas);
    }
}
