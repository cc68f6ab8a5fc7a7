package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.broker.TopicQueries.Range;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.Setting;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.protocol.Errors;

/** Deletes the first records of partitions at their leaders, whichever brokers these are (KIP-107). Any thread. */
public final class RecordDeletions {
    private static final short VERSION = 2;
    private static final int TIMEOUT_MS = 10_000;
    /** What stands for the high watermark, here and in Kafka's message. */
    public static final long ALL = -1;

    private final int brokerId;
    private final PartitionOffsets here;
    private final TopicQueries topics;
    private final BrokerRequests others;
    private final EffectiveSettings settings;

    RecordDeletions(
            int brokerId,
            PartitionOffsets here,
            TopicQueries topics,
            BrokerRequests others,
            EffectiveSettings settings) {
        this.brokerId = brokerId;
        this.settings = settings;
        this.here = here;
        this.topics = topics;
        this.others = others;
    }

    /**
     * What has become of a partition, or would.
     *
     * @param from the log start offset before
     * @param logStart and now, on every replica that is alive; what the leader has refused is a value, REQUEST_TIMED_OUT if only it has
     *     deleted them so far
     */
    public record Deletion(int partition, long from, Outcome<Long> logStart) {}

    private record Step(int partition, int leader, long from, long before) {}

    /**
     * In the order of partitions. Nothing is deleted if anything is refused beforehand: INVALID_TOPIC_EXCEPTION for an internal topic, POLICY_VIOLATION for one that is only compacted, UNKNOWN_TOPIC_OR_PARTITION,
     * LEADER_NOT_AVAILABLE, OFFSET_OUT_OF_RANGE for what is beyond the high watermark.
     *
     * @param before by partition, the first record that stays, {@link #ALL} for none that there is; those below the log start change nothing
     */
    public CompletionStage<List<Deletion>> delete(TopicImage topic, SortedMap<Integer, Long> before, boolean dryRun) {
        if (InternalTopics.contains(topic.name())) {
            throw new Refused(
                    Errors.INVALID_TOPIC_EXCEPTION,
                    topic.name() + " is the brokers' own: they delete what they do not need any more.");
        }
        if (!Setting.items(settings.topicValue(topic.name(), "cleanup.policy")).contains("delete")) {
            throw new Refused(
                    Errors.POLICY_VIOLATION,
                    "Records of " + topic.name() + " are not deleted: its cleanup.policy has no delete.");
        }
        before.keySet().forEach(partition -> {
            if (topic.partition(partition) == null) {
                throw new Refused(
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        "There is no partition " + new TopicPartition(topic.name(), partition) + ".");
            }
        });
        return topics.ranges(topic).thenCompose(ranges -> {
            List<Step> steps = steps(topic, before, ranges);
            return dryRun
                    ? CompletableFuture.completedFuture(steps.stream()
                            .map(step -> new Deletion(
                                    step.partition, step.from, Outcome.ok(Math.max(step.from, step.before))))
                            .toList())
                    : carryOut(topic, steps);
        });
    }

    private static List<Step> steps(TopicImage topic, SortedMap<Integer, Long> before, Map<Integer, Range> ranges) {
        List<Step> steps = new ArrayList<>();
        before.forEach((partition, offset) -> {
            TopicPartition name = new TopicPartition(topic.name(), partition);
            Range range = ranges.get(partition);
            if (range == null) {
                throw new Refused(Errors.LEADER_NOT_AVAILABLE, "The leader of " + name + " does not answer.");
            }
            if (offset > range.logEnd()) {
                throw new Refused(
                        Errors.OFFSET_OUT_OF_RANGE,
                        name + " ends at " + range.logEnd() + ", so nothing can be deleted before " + offset + ".");
            }
            steps.add(new Step(
                    partition,
                    topic.partitions().get(partition).leader(),
                    range.logStart(),
                    offset == ALL ? range.logEnd() : offset));
        });
        return steps;
    }

    private CompletionStage<List<Deletion>> carryOut(TopicImage topic, List<Step> steps) {
        Map<Integer, List<Step>> byLeader = new TreeMap<>();
        steps.forEach(step -> byLeader.computeIfAbsent(step.leader, leader -> new ArrayList<>())
                .add(step));
        List<CompletionStage<Map<Integer, Outcome<Long>>>> answers = new ArrayList<>();
        byLeader.forEach(
                (leader, ofOne) -> answers.add(leader == brokerId ? here(topic, ofOne) : at(leader, topic, ofOne)));
        return Stages.all(answers).thenApply(all -> {
            Map<Integer, Outcome<Long>> done = new TreeMap<>();
            all.forEach(done::putAll);
            return steps.stream()
                    .map(step -> new Deletion(
                            step.partition,
                            step.from,
                            done.getOrDefault(step.partition, Outcome.failed(Errors.UNKNOWN_SERVER_ERROR))))
                    .toList();
        });
    }

    private CompletionStage<Map<Integer, Outcome<Long>>> here(TopicImage topic, List<Step> steps) {
        List<CompletionStage<Outcome<Long>>> deleting = steps.stream()
                .map(step ->
                        here.deleteRecords(new TopicPartition(topic.name(), step.partition), step.before, TIMEOUT_MS))
                .toList();
        return Stages.all(deleting).thenApply(done -> {
            Map<Integer, Outcome<Long>> outcomes = new TreeMap<>();
            for (int i = 0; i < done.size(); i++) {
                outcomes.put(steps.get(i).partition, done.get(i));
            }
            return outcomes;
        });
    }

    private CompletionStage<Map<Integer, Outcome<Long>>> at(int leader, TopicImage topic, List<Step> steps) {
        DeleteRecordsRequestData request = new DeleteRecordsRequestData()
                .setTimeoutMs(TIMEOUT_MS)
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName(topic.name())
                        .setPartitions(steps.stream()
                                .map(step -> new DeleteRecordsPartition()
                                        .setPartitionIndex(step.partition)
                                        .setOffset(step.before))
                                .toList())));
        return others.ask(
                        leader,
                        request,
                        VERSION,
                        TIMEOUT_MS + BrokerRequests.PATIENCE_MS,
                        DeleteRecordsResponseData::new)
                .handle((answer, failure) -> {
                    Map<Integer, Outcome<Long>> outcomes = new TreeMap<>();
                    if (failure == null) {
                        answer.topics().forEach(one -> one.partitions()
                                .forEach(partition -> outcomes.put(partition.partitionIndex(), outcome(partition))));
                    } else {
                        steps.forEach(step -> outcomes.put(step.partition, Outcomes.failed(failure)));
                    }
                    return outcomes;
                });
    }

    private static Outcome<Long> outcome(DeleteRecordsPartitionResult partition) {
        return partition.errorCode() == Errors.NONE.code()
                ? Outcome.ok(partition.lowWatermark())
                : Outcome.failed(Errors.forCode(partition.errorCode()));
    }
}
