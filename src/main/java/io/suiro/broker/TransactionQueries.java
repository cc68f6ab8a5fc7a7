package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.coordinator.txn.TransactionDescription;
import io.suiro.coordinator.txn.TransactionFilter;
import io.suiro.coordinator.txn.TransactionState;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * What people ask about transactions, and do to them, in Kafka's messages: of those that this broker coordinates, as Kafka's clients ask
 * each broker, and of all in the cluster, for doors that ask one. Any thread.
 */
public final class TransactionQueries {
    private static final short DESCRIBE_VERSION = DescribeTransactionsRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short LIST_VERSION = ListTransactionsRequestData.HIGHEST_SUPPORTED_VERSION;
    private static final short INIT_VERSION = 5;
    private static final int TIMEOUT_MS = 60_000;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final TransactionCoordinator coordinator;
    private final PeerQuestions peers;

    TransactionQueries(
            int brokerId, Supplier<MetadataImage> image, TransactionCoordinator coordinator, PeerQuestions peers) {
        this.brokerId = brokerId;
        this.image = image;
        this.coordinator = coordinator;
        this.peers = peers;
    }

    /** With filters of states that do not exist alone, nothing is listed. */
    public CompletionStage<ListTransactionsResponseData> listHere(ListTransactionsRequestData request) {
        Set<TransactionState> states = EnumSet.noneOf(TransactionState.class);
        List<String> unknown = new ArrayList<>();
        for (String name : request.stateFilters()) {
            TransactionState state = TransactionState.named(name);
            if (state == null) {
                unknown.add(name);
            } else {
                states.add(state);
            }
        }
        ListTransactionsResponseData response = new ListTransactionsResponseData().setUnknownStateFilters(unknown);
        if (states.isEmpty() && !unknown.isEmpty()) {
            return CompletableFuture.completedFuture(response);
        }
        TransactionFilter filter = new TransactionFilter(
                states,
                Set.copyOf(request.producerIdFilters()),
                request.durationFilter(),
                TransactionFilter.pattern(request.transactionalIdPattern()));
        return coordinator.list(filter).thenApply(found -> {
            found.forEach(description -> response.transactionStates()
                    .add(new ListTransactionsResponseData.TransactionState()
                            .setTransactionalId(description.transactionalId())
                            .setProducerId(description.producer().producerId())
                            .setTransactionState(description.state().displayName())));
            return response;
        });
    }

    /** One state for each id, in the order asked for. */
    public CompletionStage<DescribeTransactionsResponseData> describeHere(DescribeTransactionsRequestData request) {
        return Stages.all(request.transactionalIds().stream()
                        .map(this::describeHere)
                        .toList())
                .thenApply(states -> new DescribeTransactionsResponseData().setTransactionStates(states));
    }

    private CompletionStage<DescribeTransactionsResponseData.TransactionState> describeHere(String transactionalId) {
        if (transactionalId.isEmpty()) {
            return CompletableFuture.completedFuture(failed(transactionalId, Errors.INVALID_REQUEST));
        }
        return Outcomes.of(coordinator.describe(transactionalId))
                .thenApply(outcome -> outcome.code() == Errors.NONE
                        ? state(outcome.orThrow())
                        : failed(transactionalId, outcome.code()));
    }

    private static DescribeTransactionsResponseData.TransactionState failed(String transactionalId, Errors code) {
        return new DescribeTransactionsResponseData.TransactionState()
                .setTransactionalId(transactionalId)
                .setErrorCode(code.code());
    }

    private static DescribeTransactionsResponseData.TransactionState state(TransactionDescription description) {
        DescribeTransactionsResponseData.TransactionState state =
                new DescribeTransactionsResponseData.TransactionState()
                        .setTransactionalId(description.transactionalId())
                        .setTransactionState(description.state().displayName())
                        .setTransactionTimeoutMs(description.timeoutMs())
                        .setTransactionStartTimeMs(description.startMs())
                        .setProducerId(description.producer().producerId())
                        .setProducerEpoch(description.producer().producerEpoch());
        for (TopicPartition partition : description.partitions()) {
            TopicData topic = state.topics().find(partition.topic());
            if (topic == null) {
                topic = new TopicData().setTopic(partition.topic()).setPartitions(new ArrayList<>());
                state.topics().add(topic);
            }
            topic.partitions().add(partition.partition());
        }
        return state;
    }

    private CompletionStage<InitProducerIdResponseData> initHere(InitProducerIdRequestData request) {
        return Outcomes.of(coordinator.initProducerId(
                        String.valueOf(request.transactionalId()),
                        request.transactionTimeoutMs(),
                        ProducerIdAndEpoch.NONE))
                .thenApply(outcome -> new InitProducerIdResponseData()
                        .setErrorCode(outcome.code().code()));
    }

    /** Of all brokers; fails if one that coordinates some does not answer. */
    public CompletionStage<List<ListTransactionsResponseData.TransactionState>> list(
            ListTransactionsRequestData request) {
        TopicImage topic = image.get().topic(InternalTopics.TRANSACTIONS);
        if (topic == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        Set<Integer> leaders = new TreeSet<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            leaders.add(led(topic.partitions().get(i).leader()));
        }
        return Stages.all(leaders.stream()
                        .map(leader -> leader == brokerId
                                ? listHere(request)
                                : peers.ask(
                                        PeerQuestion.TRANSACTION_LIST,
                                        leader,
                                        request,
                                        LIST_VERSION,
                                        ListTransactionsResponseData::new))
                        .toList())
                .thenApply(answers -> answers.stream()
                        .flatMap(answer -> answer.transactionStates().stream())
                        .toList());
    }

    /** Fails with TRANSACTIONAL_ID_NOT_FOUND, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS. */
    public CompletionStage<DescribeTransactionsResponseData.TransactionState> describe(String transactionalId) {
        DescribeTransactionsRequestData request =
                new DescribeTransactionsRequestData().setTransactionalIds(List.of(transactionalId));
        int leader = coordinatorOf(transactionalId);
        CompletionStage<DescribeTransactionsResponseData> answer = leader == brokerId
                ? describeHere(request)
                : peers.ask(
                        PeerQuestion.TRANSACTION_DESCRIPTION,
                        leader,
                        request,
                        DESCRIBE_VERSION,
                        DescribeTransactionsResponseData::new);
        return answer.thenApply(described -> {
            DescribeTransactionsResponseData.TransactionState state =
                    described.transactionStates().getFirst();
            check(state.errorCode());
            return state;
        });
    }

    /**
     * Aborts an open transaction, and fences its producer, which is told PRODUCER_FENCED whatever it does next. Fails as {@link #describe},
     * and with INVALID_TXN_STATE if none is open. Once it is decided, partitions may be told a little later.
     */
    public CompletionStage<Void> abort(String transactionalId) {
        return checkOngoing(transactionalId).thenCompose(state -> {
            InitProducerIdRequestData request = new InitProducerIdRequestData()
                    .setTransactionalId(transactionalId)
                    .setTransactionTimeoutMs(TIMEOUT_MS);
            int leader = coordinatorOf(transactionalId);
            CompletionStage<InitProducerIdResponseData> answer = leader == brokerId
                    ? initHere(request)
                    : peers.ask(
                            PeerQuestion.TRANSACTION_FENCE,
                            leader,
                            request,
                            INIT_VERSION,
                            InitProducerIdResponseData::new);
            return answer.thenCompose(fenced -> {
                if (fenced.errorCode() == Errors.CONCURRENT_TRANSACTIONS.code()) {
                    return describe(transactionalId).thenAccept(TransactionQueries::checkNotCommitted);
                }
                check(fenced.errorCode());
                return CompletableFuture.completedFuture(null);
            });
        });
    }

    private static void checkNotCommitted(DescribeTransactionsResponseData.TransactionState state) {
        TransactionState reached = TransactionState.named(state.transactionState());
        if (reached == TransactionState.PREPARE_COMMIT || reached == TransactionState.COMPLETE_COMMIT) {
            throw new Refused(
                    Errors.INVALID_TXN_STATE, state.transactionalId() + " has been committed in the same moment.");
        }
    }

    /** Describes it if a transaction is open; fails as {@link #abort} otherwise. */
    public CompletionStage<DescribeTransactionsResponseData.TransactionState> checkOngoing(String transactionalId) {
        return describe(transactionalId).thenApply(state -> {
            if (!TransactionState.ONGOING.displayName().equals(state.transactionState())) {
                throw new Refused(
                        Errors.INVALID_TXN_STATE,
                        transactionalId + " has no open transaction: its state is " + state.transactionState() + ".");
            }
            return state;
        });
    }

    private static void check(short errorCode) {
        if (errorCode != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(errorCode));
        }
    }

    private int coordinatorOf(String transactionalId) {
        TopicImage topic = image.get().topic(InternalTopics.TRANSACTIONS);
        if (topic == null) {
            throw new Refused(Errors.TRANSACTIONAL_ID_NOT_FOUND);
        }
        return led(topic.partitions()
                .get(TransactionCoordinator.partitionFor(
                        transactionalId, topic.partitions().size()))
                .leader());
    }

    private static int led(int leader) {
        if (leader < 0) {
            throw new Refused(
                    Errors.COORDINATOR_NOT_AVAILABLE,
                    "A partition of " + InternalTopics.TRANSACTIONS + " has no leader.");
        }
        return leader;
    }

    /** Answers other brokers. */
    void serve(PeerDesk desk) {
        desk.answer(
                PeerQuestion.TRANSACTION_LIST,
                PeerQuestions.answering(ListTransactionsRequestData::new, LIST_VERSION, this::listHere));
        desk.answer(
                PeerQuestion.TRANSACTION_DESCRIPTION,
                PeerQuestions.answering(DescribeTransactionsRequestData::new, DESCRIBE_VERSION, this::describeHere));
        desk.answer(
                PeerQuestion.TRANSACTION_FENCE,
                PeerQuestions.answering(InitProducerIdRequestData::new, INIT_VERSION, this::initHere));
    }
}
