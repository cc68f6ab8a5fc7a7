package io.suiro.broker;

import io.suiro.base.Stages;
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
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;

/** Where partitions end for readers, as their leaders know, whichever brokers these are. Any thread. */
final class LogEnds {
    private static final short VERSION = 7;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final PartitionOffsets offsets;
    private final PeerQuestions peers;

    LogEnds(int brokerId, Supplier<MetadataImage> image, PartitionOffsets offsets, PeerQuestions peers) {
        this.brokerId = brokerId;
        this.image = image;
        this.offsets = offsets;
        this.peers = peers;
    }

    /** The high watermarks; partitions whose leader does not answer are not among them. Never completes exceptionally. */
    CompletionStage<Map<TopicPartition, Long>> of(Collection<TopicPartition> partitions) {
        Map<Integer, ListOffsetsRequestData> requests = new HashMap<>();
        for (TopicPartition partition : partitions) {
            int leader = leader(partition);
            if (leader >= 0) {
                add(requests.computeIfAbsent(leader, id -> new ListOffsetsRequestData()), partition);
            }
        }
        List<CompletionStage<ListOffsetsResponseData>> answers = new ArrayList<>();
        requests.forEach((leader, request) -> answers.add(ask(leader, request)));
        return Stages.all(answers).thenApply(LogEnds::ends);
    }

    private int leader(TopicPartition partition) {
        TopicImage topic = image.get().topic(partition.topic());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? -1
                : topic.partitions().get(partition.partition()).leader();
    }

    private static void add(ListOffsetsRequestData request, TopicPartition partition) {
        ListOffsetsTopic topic = request.topics().stream()
                .filter(known -> known.name().equals(partition.topic()))
                .findFirst()
                .orElse(null);
        if (topic == null) {
            topic = new ListOffsetsTopic().setName(partition.topic());
            request.topics().add(topic);
        }
        topic.partitions()
                .add(new ListOffsetsPartition()
                        .setPartitionIndex(partition.partition())
                        .setTimestamp(ListOffsetsRequest.LATEST_TIMESTAMP));
    }

    private CompletionStage<ListOffsetsResponseData> ask(int leader, ListOffsetsRequestData request) {
        CompletionStage<ListOffsetsResponseData> answer = leader == brokerId
                ? here(request)
                : peers.ask(PeerQuestion.LOG_ENDS, leader, request, VERSION, ListOffsetsResponseData::new);
        return answer.exceptionally(failure -> new ListOffsetsResponseData());
    }

    private static Map<TopicPartition, Long> ends(List<ListOffsetsResponseData> answers) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (ListOffsetsResponseData answer : answers) {
            for (ListOffsetsTopicResponse topic : answer.topics()) {
                for (ListOffsetsPartitionResponse partition : topic.partitions()) {
                    if (partition.errorCode() == Errors.NONE.code()) {
                        ends.put(new TopicPartition(topic.name(), partition.partitionIndex()), partition.offset());
                    }
                }
            }
        }
        return ends;
    }

    /** Of those that this broker leads. */
    private CompletionStage<ListOffsetsResponseData> here(ListOffsetsRequestData request) {
        List<CompletionStage<ListOffsetsTopicResponse>> topics = new ArrayList<>();
        for (ListOffsetsTopic topic : request.topics()) {
            topics.add(Stages.all(topic.partitions().stream()
                            .map(partition -> end(topic.name(), partition.partitionIndex()))
                            .toList())
                    .thenApply(partitions ->
                            new ListOffsetsTopicResponse().setName(topic.name()).setPartitions(partitions)));
        }
        return Stages.all(topics).thenApply(all -> new ListOffsetsResponseData().setTopics(all));
    }

    private CompletionStage<ListOffsetsPartitionResponse> end(String topic, int partition) {
        return offsets.find(new TopicPartition(topic, partition), new PartitionOffsets.Spec.Latest(false), -1)
                .thenApply(found -> switch (found) {
                    case Outcome.Ok<FoundOffset>(FoundOffset end) ->
                        new ListOffsetsPartitionResponse()
                                .setPartitionIndex(partition)
                                .setOffset(end.offset());
                    case Outcome.Failed<FoundOffset> failed ->
                        new ListOffsetsPartitionResponse()
                                .setPartitionIndex(partition)
                                .setErrorCode(failed.code().code());
                });
    }

    /** Answers other brokers. */
    void serve(PeerDesk desk) {
        desk.answer(PeerQuestion.LOG_ENDS, PeerQuestions.answering(ListOffsetsRequestData::new, VERSION, this::here));
    }
}
