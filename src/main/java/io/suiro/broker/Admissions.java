package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.TransactionAdmission;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.error.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransactionCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.protocol.Errors;

/**
 * Asks the coordinator of a transaction, here or on another broker, whether partitions belong to it. While it is being asked about one
 * partition of a transaction, others gather, and are asked about together next. Any thread.
 */
final class Admissions implements TransactionAdmission {
    private static final Logger LOG = System.getLogger(Admissions.class.getName());
    private static final short VERSION = 5;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final TransactionCoordinator coordinator;
    private final PeerQuestions peers;
    /** By transaction; who waits to be asked for, while a question is under way. */
    private final Map<Question, Map<TopicPartition, CompletableFuture<Errors>>> gathering = new HashMap<>();

    private record Question(String transactionalId, ProducerIdAndEpoch producer, Kind kind) {}

    Admissions(int brokerId, Supplier<MetadataImage> image, TransactionCoordinator coordinator, PeerQuestions peers) {
        this.brokerId = brokerId;
        this.image = image;
        this.coordinator = coordinator;
        this.peers = peers;
    }

    @Override
    public CompletionStage<Errors> admit(
            String transactionalId, long producerId, short producerEpoch, TopicPartition partition, Kind kind) {
        Question question = new Question(transactionalId, new ProducerIdAndEpoch(producerId, producerEpoch), kind);
        CompletableFuture<Errors> answer = new CompletableFuture<>();
        synchronized (gathering) {
            Map<TopicPartition, CompletableFuture<Errors>> others = gathering.get(question);
            if (others != null) {
                return others.computeIfAbsent(partition, added -> answer);
            }
            gathering.put(question, new LinkedHashMap<>());
        }
        ask(question, Map.of(partition, answer));
        return answer;
    }

    private void ask(Question question, Map<TopicPartition, CompletableFuture<Errors>> asked) {
        List<TopicPartition> partitions = List.copyOf(asked.keySet());
        ask(question, partitions).whenComplete((codes, failure) -> {
            askNext(question);
            Errors other = failure == null ? Errors.UNKNOWN_SERVER_ERROR : code(failure);
            asked.forEach((partition, answer) ->
                    answer.complete(codes == null ? other : codes.getOrDefault(partition, other)));
        });
    }

    private void askNext(Question question) {
        Map<TopicPartition, CompletableFuture<Errors>> next;
        synchronized (gathering) {
            next = gathering.get(question);
            if (next == null || next.isEmpty()) {
                gathering.remove(question);
                return;
            }
            gathering.put(question, new LinkedHashMap<>());
        }
        ask(question, next);
    }

    /** Who cannot be reached may be another by the next time. */
    private static Errors code(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Refused refused && refused.code() != Errors.REQUEST_TIMED_OUT) {
            return refused.code();
        }
        LOG.log(Level.DEBUG, "a transaction's coordinator does not answer", cause);
        return Errors.COORDINATOR_NOT_AVAILABLE;
    }

    private CompletionStage<Map<TopicPartition, Errors>> ask(Question question, List<TopicPartition> partitions) {
        TopicImage topic = image.get().topic(InternalTopics.TRANSACTIONS);
        if (topic == null) {
            return CompletableFuture.failedStage(new Refused(Errors.INVALID_PRODUCER_ID_MAPPING));
        }
        int leader = topic.partitions()
                .get(TransactionCoordinator.partitionFor(
                        question.transactionalId, topic.partitions().size()))
                .leader();
        if (leader < 0) {
            return CompletableFuture.failedStage(new Refused(Errors.COORDINATOR_NOT_AVAILABLE));
        }
        return leader == brokerId ? here(question, partitions) : there(leader, question, partitions);
    }

    private CompletionStage<Map<TopicPartition, Errors>> here(
            Question question, Collection<TopicPartition> partitions) {
        return question.kind == Kind.VERIFY
                ? coordinator.verifyPartitions(question.transactionalId, question.producer, partitions)
                : coordinator
                        .addPartitions(question.transactionalId, question.producer, partitions, 2)
                        .thenApply(code -> same(partitions, code));
    }

    private static Map<TopicPartition, Errors> same(Collection<TopicPartition> partitions, Errors code) {
        Map<TopicPartition, Errors> codes = new HashMap<>();
        partitions.forEach(partition -> codes.put(partition, code));
        return codes;
    }

    private CompletionStage<Map<TopicPartition, Errors>> there(
            int leader, Question question, List<TopicPartition> partitions) {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        for (TopicPartition partition : partitions) {
            AddPartitionsToTxnTopic topic = topics.find(partition.topic());
            if (topic == null) {
                topic = new AddPartitionsToTxnTopic().setName(partition.topic());
                topics.add(topic);
            }
            topic.partitions().add(partition.partition());
        }
        AddPartitionsToTxnTransactionCollection transactions = new AddPartitionsToTxnTransactionCollection();
        transactions.add(new AddPartitionsToTxnTransaction()
                .setTransactionalId(question.transactionalId)
                .setProducerId(question.producer.producerId())
                .setProducerEpoch(question.producer.producerEpoch())
                .setVerifyOnly(question.kind == Kind.VERIFY)
                .setTopics(topics));
        return peers.ask(
                        PeerQuestion.TRANSACTION_PARTITIONS,
                        leader,
                        new AddPartitionsToTxnRequestData().setTransactions(transactions),
                        VERSION,
                        AddPartitionsToTxnResponseData::new)
                .thenApply(Admissions::codes);
    }

    private static Map<TopicPartition, Errors> codes(AddPartitionsToTxnResponseData response) {
        Map<TopicPartition, Errors> codes = new HashMap<>();
        for (AddPartitionsToTxnResult result : response.resultsByTransaction()) {
            for (AddPartitionsToTxnTopicResult topic : result.topicResults()) {
                for (AddPartitionsToTxnPartitionResult partition : topic.resultsByPartition()) {
                    codes.put(
                            new TopicPartition(topic.name(), partition.partitionIndex()),
                            Errors.forCode(partition.partitionErrorCode()));
                }
            }
        }
        return codes;
    }

    /** Answers other brokers. */
    Function<byte[], CompletionStage<byte[]>> answerer() {
        return PeerQuestions.answering(AddPartitionsToTxnRequestData::new, VERSION, this::serve);
    }

    private CompletionStage<AddPartitionsToTxnResponseData> serve(AddPartitionsToTxnRequestData request) {
        return Stages.all(request.transactions().stream().map(this::serve).toList())
                .thenApply(results -> {
                    AddPartitionsToTxnResponseData response = new AddPartitionsToTxnResponseData();
                    response.resultsByTransaction().addAll(results);
                    return response;
                });
    }

    private CompletionStage<AddPartitionsToTxnResult> serve(AddPartitionsToTxnTransaction transaction) {
        Question question = new Question(
                transaction.transactionalId(),
                new ProducerIdAndEpoch(transaction.producerId(), transaction.producerEpoch()),
                transaction.verifyOnly() ? Kind.VERIFY : Kind.ADD);
        List<TopicPartition> partitions = new ArrayList<>();
        for (AddPartitionsToTxnTopic topic : transaction.topics()) {
            topic.partitions().forEach(index -> partitions.add(new TopicPartition(topic.name(), index)));
        }
        return here(question, partitions)
                .exceptionally(failure -> same(partitions, code(failure)))
                .thenApply(codes -> result(transaction, codes));
    }

    private static AddPartitionsToTxnResult result(
            AddPartitionsToTxnTransaction transaction, Map<TopicPartition, Errors> codes) {
        AddPartitionsToTxnResult result =
                new AddPartitionsToTxnResult().setTransactionalId(transaction.transactionalId());
        for (AddPartitionsToTxnTopic topic : transaction.topics()) {
            AddPartitionsToTxnTopicResult answered = new AddPartitionsToTxnTopicResult().setName(topic.name());
            for (int index : topic.partitions()) {
                answered.resultsByPartition()
                        .add(new AddPartitionsToTxnPartitionResult()
                                .setPartitionIndex(index)
                                .setPartitionErrorCode(codes.getOrDefault(
                                                new TopicPartition(topic.name(), index), Errors.UNKNOWN_SERVER_ERROR)
                                        .code()));
            }
            result.topicResults().add(answered);
        }
        return result;
    }
}
