package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Elections;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ElectLeaders, versions 0 to 2 (KIP-183).
 *
 * <p>1 election type, error code (KIP-460) · 2 flexible.
 *
 * <p>Where all partitions are asked for, those that need no election are left out, as in Kafka. Deviations: {@code
 * timeoutMs} is not needed.
 */
public final class ElectLeadersHandler implements ApiHandler<ElectLeadersRequestData, ElectLeadersResponseData> {
    private final Elections elections;

    public ElectLeadersHandler(Elections elections) {
        this.elections = elections;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ELECT_LEADERS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    private record Result(TopicPartition partition, Outcome<PartitionImage> outcome) {}

    @Override
    public CompletionStage<ElectLeadersResponseData> handle(ElectLeadersRequestData request, RequestContext context) {
        ElectionType type = type(request.electionType());
        List<TopicPartition> wanted = wanted(request);
        boolean all = wanted == null;
        List<CompletionStage<Result>> results = (wanted == null ? elections.allPartitions() : wanted)
                .stream()
                        .<CompletionStage<Result>>map(partition ->
                                elections.elect(type, partition).thenApply(outcome -> new Result(partition, outcome)))
                        .toList();
        return Stages.all(results).thenApply(found -> response(found, all));
    }

    private static ElectionType type(byte code) {
        try {
            return ElectionType.valueOf(code);
        } catch (IllegalArgumentException e) {
            throw new Refused(Errors.INVALID_REQUEST, "There is no election type " + code + ".");
        }
    }

    private static @Nullable List<TopicPartition> wanted(ElectLeadersRequestData request) {
        if (request.topicPartitions() == null) {
            return null;
        }
        List<TopicPartition> wanted = new ArrayList<>();
        request.topicPartitions().forEach(topic -> topic.partitions()
                .forEach(partition -> wanted.add(new TopicPartition(topic.topic(), partition))));
        return wanted;
    }

    private static ElectLeadersResponseData response(List<Result> results, boolean onlyElections) {
        Map<String, ReplicaElectionResult> topics = new LinkedHashMap<>();
        for (Result result : results) {
            if (onlyElections && result.outcome.code() == Errors.ELECTION_NOT_NEEDED) {
                continue;
            }
            topics.computeIfAbsent(result.partition.topic(), name -> new ReplicaElectionResult().setTopic(name))
                    .partitionResult()
                    .add(new PartitionResult()
                            .setPartitionId(result.partition.partition())
                            .setErrorCode(result.outcome.code().code())
                            .setErrorMessage(result.outcome.detail()));
        }
        return new ElectLeadersResponseData().setReplicaElectionResults(new ArrayList<>(topics.values()));
    }
}
