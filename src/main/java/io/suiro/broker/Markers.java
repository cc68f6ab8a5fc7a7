package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.txn.MarkerWriter;
import io.suiro.error.Refused;
import io.suiro.record.TransactionMarker;
import io.suiro.replica.Appending;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the markers of transactions into the partitions that this broker leads, and has the others' leaders write theirs. Those of the
 * offsets topic go by way of the group coordinator, whose groups' offsets they commit. Any thread.
 */
public final class Markers implements MarkerWriter {
    private static final short VERSION = WriteTxnMarkersRequestData.HIGHEST_SUPPORTED_VERSION;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final Partitions partitions;
    private final GroupCoordinator groups;
    private final PeerQuestions peers;

    Markers(
            int brokerId,
            Supplier<MetadataImage> image,
            Partitions partitions,
            GroupCoordinator groups,
            PeerQuestions peers) {
        this.brokerId = brokerId;
        this.image = image;
        this.partitions = partitions;
        this.groups = groups;
        this.peers = peers;
    }

    @Override
    public CompletionStage<Map<TopicPartition, Errors>> write(
            TransactionMarker marker, Collection<TopicPartition> wanted) {
        Map<TopicPartition, Errors> known = new HashMap<>();
        Map<Integer, List<TopicPartition>> byLeader = new HashMap<>();
        MetadataImage now = image.get();
        for (TopicPartition partition : wanted) {
            PartitionImage replicas = find(now, partition);
            if (replicas == null) {
                known.put(partition, Errors.NONE);
            } else if (replicas.leader() < 0) {
                known.put(partition, Errors.LEADER_NOT_AVAILABLE);
            } else {
                byLeader.computeIfAbsent(replicas.leader(), leader -> new ArrayList<>())
                        .add(partition);
            }
        }
        List<CompletionStage<Map<TopicPartition, Errors>>> parts = new ArrayList<>();
        parts.add(CompletableFuture.completedFuture(known));
        byLeader.forEach(
                (leader, led) -> parts.add(leader == brokerId ? writeHere(marker, led) : ask(leader, marker, led)));
        return Stages.all(parts).thenApply(Markers::merged);
    }

    private static @Nullable PartitionImage find(MetadataImage image, TopicPartition partition) {
        TopicImage topic = image.topic(partition.topic());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? null
                : topic.partitions().get(partition.partition());
    }

    private static Map<TopicPartition, Errors> merged(List<Map<TopicPartition, Errors>> parts) {
        Map<TopicPartition, Errors> all = new HashMap<>();
        parts.forEach(all::putAll);
        return all;
    }

    /** Into partitions that this broker leads; NOT_LEADER_OR_FOLLOWER for others. Never fails exceptionally. */
    public CompletionStage<Map<TopicPartition, Errors>> writeHere(
            TransactionMarker marker, Collection<TopicPartition> led) {
        List<CompletionStage<Map<TopicPartition, Errors>>> written = led.stream()
                .map(partition -> Outcomes.of(writeOne(marker, partition))
                        .thenApply(outcome -> Map.of(partition, outcome.code())))
                .toList();
        return Stages.all(written).thenApply(Markers::merged);
    }

    private CompletionStage<Void> writeOne(TransactionMarker marker, TopicPartition topicPartition) {
        if (topicPartition.topic().equals(InternalTopics.OFFSETS)) {
            return groups.endTransaction(topicPartition.partition(), marker);
        }
        Partition partition;
        try {
            partition = partitions.get(topicPartition);
        } catch (Refused e) {
            return CompletableFuture.failedStage(e);
        }
        CompletableFuture<Void> committed = new CompletableFuture<>();
        partition.lane().execute(() -> {
            try {
                Appending appending = partition.appending();
                appending.checkEnoughInSync();
                appending
                        .acknowledged(appending.endTransactionNow(marker).lastOffset() + 1)
                        .whenComplete((end, failure) -> {
                            if (failure == null) {
                                committed.complete(null);
                            } else {
                                committed.completeExceptionally(failure);
                            }
                        });
            } catch (RuntimeException | Error e) {
                committed.completeExceptionally(e);
            }
        });
        return committed;
    }

    private CompletionStage<Map<TopicPartition, Errors>> ask(
            int leader, TransactionMarker marker, List<TopicPartition> led) {
        WritableTxnMarker one = new WritableTxnMarker()
                .setProducerId(marker.producerId())
                .setProducerEpoch(marker.producerEpoch())
                .setTransactionResult(marker.committed())
                .setCoordinatorEpoch(marker.coordinatorEpoch())
                .setTransactionVersion((byte) marker.transactionVersion());
        Map<String, WritableTxnMarkerTopic> topics = new HashMap<>();
        for (TopicPartition partition : led) {
            topics.computeIfAbsent(partition.topic(), name -> new WritableTxnMarkerTopic().setName(name))
                    .partitionIndexes()
                    .add(partition.partition());
        }
        one.topics().addAll(topics.values());
        return peers.ask(
                        PeerQuestion.TRANSACTION_MARKERS,
                        leader,
                        new WriteTxnMarkersRequestData().setMarkers(List.of(one)),
                        VERSION,
                        WriteTxnMarkersResponseData::new)
                .handle((response, failure) -> failure == null ? results(response) : failed(led));
    }

    private static Map<TopicPartition, Errors> results(WriteTxnMarkersResponseData response) {
        Map<TopicPartition, Errors> results = new HashMap<>();
        for (WritableTxnMarkerResult result : response.markers()) {
            for (WritableTxnMarkerTopicResult topic : result.topics()) {
                for (WritableTxnMarkerPartitionResult partition : topic.partitions()) {
                    results.put(
                            new TopicPartition(topic.name(), partition.partitionIndex()),
                            Errors.forCode(partition.errorCode()));
                }
            }
        }
        return results;
    }

    /** It may have written them: a marker that is written again changes nothing. */
    private static Map<TopicPartition, Errors> failed(List<TopicPartition> led) {
        Map<TopicPartition, Errors> results = new HashMap<>();
        led.forEach(partition -> results.put(partition, Errors.NETWORK_EXCEPTION));
        return results;
    }

    /** WriteTxnMarkers, from another broker or from an administrator who aborts a transaction that hangs. */
    public CompletionStage<WriteTxnMarkersResponseData> serve(WriteTxnMarkersRequestData request) {
        List<CompletionStage<WritableTxnMarkerResult>> results =
                request.markers().stream().map(this::serve).toList();
        return Stages.all(results).thenApply(all -> new WriteTxnMarkersResponseData().setMarkers(all));
    }

    private CompletionStage<WritableTxnMarkerResult> serve(WritableTxnMarker wanted) {
        TransactionMarker marker = new TransactionMarker(
                wanted.producerId(),
                wanted.producerEpoch(),
                wanted.transactionResult(),
                wanted.coordinatorEpoch(),
                wanted.transactionVersion());
        List<TopicPartition> named = new ArrayList<>();
        for (WritableTxnMarkerTopic topic : wanted.topics()) {
            topic.partitionIndexes().forEach(index -> named.add(new TopicPartition(topic.name(), index)));
        }
        return writeHere(marker, named).thenApply(codes -> {
            WritableTxnMarkerResult result = new WritableTxnMarkerResult().setProducerId(wanted.producerId());
            for (WritableTxnMarkerTopic topic : wanted.topics()) {
                WritableTxnMarkerTopicResult answered = new WritableTxnMarkerTopicResult().setName(topic.name());
                for (int index : topic.partitionIndexes()) {
                    answered.partitions()
                            .add(new WritableTxnMarkerPartitionResult()
                                    .setPartitionIndex(index)
                                    .setErrorCode(codes.getOrDefault(
                                                    new TopicPartition(topic.name(), index),
                                                    Errors.UNKNOWN_SERVER_ERROR)
                                            .code()));
                }
                result.topics().add(answered);
            }
            return result;
        });
    }

    /** Answers other brokers. */
    Function<byte[], CompletionStage<byte[]>> answerer() {
        return PeerQuestions.answering(WriteTxnMarkersRequestData::new, VERSION, this::serve);
    }
}
