package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.log.FoundOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;

/**
 * Where partitions begin and end for readers, where a time is in them, and when a record is of, as their leaders know, whichever brokers these are. Any thread.
 *
 * <p>Answers never complete exceptionally: partitions that do not exist or whose leader does not answer are not among them.
 */
final class LeaderOffsets {
    private static final short VERSION = 7;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final PartitionOffsets offsets;
    private final PeerQuestions peers;

    LeaderOffsets(int brokerId, Supplier<MetadataImage> image, PartitionOffsets offsets, PeerQuestions peers) {
        this.brokerId = brokerId;
        this.image = image;
        this.offsets = offsets;
        this.peers = peers;
    }

    /** The log start offsets. */
    CompletionStage<Map<TopicPartition, Long>> starts(Collection<TopicPartition> partitions) {
        return offsets(all(partitions, ListOffsetsRequest.EARLIEST_TIMESTAMP));
    }

    /** The high watermarks. */
    CompletionStage<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return offsets(all(partitions, ListOffsetsRequest.LATEST_TIMESTAMP));
    }

    /**
     * The first records at or after a time; -1 where there is none.
     *
     * @param timesMs since the epoch, not negative
     */
    CompletionStage<Map<TopicPartition, Long>> at(Map<TopicPartition, Long> timesMs) {
        return offsets(timesMs);
    }

    /**
     * Timestamps of the first records at or after offsets, milliseconds since the epoch; -1 where there is none.
     *
     * @param offsets not negative
     */
    CompletionStage<Map<TopicPartition, Long>> timesMs(Map<TopicPartition, Long> offsets) {
        return ask(PeerQuestion.RECORD_TIMES, offsets, ListOffsetsPartitionResponse::timestamp);
    }

    private CompletionStage<Map<TopicPartition, Long>> offsets(Map<TopicPartition, Long> timestamps) {
        return ask(PeerQuestion.LEADER_OFFSETS, timestamps, ListOffsetsPartitionResponse::offset);
    }

    private static Map<TopicPartition, Long> all(Collection<TopicPartition> partitions, long timestamp) {
        return partitions.stream().distinct().collect(Collectors.toMap(Function.identity(), partition -> timestamp));
    }

    private CompletionStage<Map<TopicPartition, Long>> ask(
            PeerQuestion question,
            Map<TopicPartition, Long> wanted,
            ToLongFunction<ListOffsetsPartitionResponse> value) {
        Map<Integer, Map<String, ListOffsetsTopic>> byLeader = new HashMap<>();
        wanted.forEach((partition, at) -> {
            int leader = leader(partition);
            if (leader >= 0) {
                byLeader.computeIfAbsent(leader, id -> new HashMap<>())
                        .computeIfAbsent(partition.topic(), topic -> new ListOffsetsTopic().setName(topic))
                        .partitions()
                        .add(new ListOffsetsPartition()
                                .setPartitionIndex(partition.partition())
                                .setTimestamp(at));
            }
        });
        List<CompletionStage<ListOffsetsResponseData>> answers = new ArrayList<>();
        byLeader.forEach((leader, topics) -> answers.add(
                ask(question, leader, new ListOffsetsRequestData().setTopics(List.copyOf(topics.values())))));
        return Stages.all(answers).thenApply(all -> found(all, value));
    }

    private int leader(TopicPartition partition) {
        TopicImage topic = image.get().topic(partition.topic());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? -1
                : topic.partitions().get(partition.partition()).leader();
    }

    private CompletionStage<ListOffsetsResponseData> ask(
            PeerQuestion question, int leader, ListOffsetsRequestData request) {
        CompletionStage<ListOffsetsResponseData> answer = leader == brokerId
                ? here(question, request)
                : peers.ask(question, leader, request, VERSION, ListOffsetsResponseData::new);
        return answer.exceptionally(failure -> new ListOffsetsResponseData());
    }

    private static Map<TopicPartition, Long> found(
            List<ListOffsetsResponseData> answers, ToLongFunction<ListOffsetsPartitionResponse> value) {
        Map<TopicPartition, Long> found = new HashMap<>();
        for (ListOffsetsResponseData answer : answers) {
            for (ListOffsetsTopicResponse topic : answer.topics()) {
                for (ListOffsetsPartitionResponse partition : topic.partitions()) {
                    if (partition.errorCode() == Errors.NONE.code()) {
                        found.put(
                                new TopicPartition(topic.name(), partition.partitionIndex()),
                                value.applyAsLong(partition));
                    }
                }
            }
        }
        return found;
    }

    /** Of those that this broker leads. */
    private CompletionStage<ListOffsetsResponseData> here(PeerQuestion question, ListOffsetsRequestData request) {
        List<CompletionStage<ListOffsetsTopicResponse>> topics = new ArrayList<>();
        for (ListOffsetsTopic topic : request.topics()) {
            topics.add(Stages.all(topic.partitions().stream()
                            .map(partition -> find(question, topic.name(), partition))
                            .toList())
                    .thenApply(partitions ->
                            new ListOffsetsTopicResponse().setName(topic.name()).setPartitions(partitions)));
        }
        return Stages.all(topics).thenApply(all -> new ListOffsetsResponseData().setTopics(all));
    }

    private CompletionStage<ListOffsetsPartitionResponse> find(
            PeerQuestion question, String topic, ListOffsetsPartition partition) {
        TopicPartition of = new TopicPartition(topic, partition.partitionIndex());
        CompletionStage<Outcome<FoundOffset>> asked = question == PeerQuestion.RECORD_TIMES
                ? offsets.recordFrom(of, partition.timestamp())
                : offsets.find(of, spec(partition.timestamp()), -1);
        return asked.thenApply(found -> switch (found) {
            case Outcome.Ok<FoundOffset>(FoundOffset offset) ->
                new ListOffsetsPartitionResponse()
                        .setPartitionIndex(partition.partitionIndex())
                        .setOffset(offset.offset())
                        .setTimestamp(offset.timestampMs());
            case Outcome.Failed<FoundOffset> failed ->
                new ListOffsetsPartitionResponse()
                        .setPartitionIndex(partition.partitionIndex())
                        .setErrorCode(failed.code().code());
        });
    }

    private static Spec spec(long timestamp) {
        if (timestamp == ListOffsetsRequest.EARLIEST_TIMESTAMP) {
            return new Spec.Earliest();
        }
        return timestamp == ListOffsetsRequest.LATEST_TIMESTAMP
                ? new Spec.Latest(false)
                : new Spec.AtTime(timestamp, false);
    }

    /** Answers other brokers. */
    void serve(PeerDesk desk) {
        for (PeerQuestion question : List.of(PeerQuestion.LEADER_OFFSETS, PeerQuestion.RECORD_TIMES)) {
            desk.answer(
                    question,
                    PeerQuestions.answering(ListOffsetsRequestData::new, VERSION, request -> here(question, request)));
        }
    }
}
