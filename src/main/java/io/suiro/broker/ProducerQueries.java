package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.ActiveProducer;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.protocol.Errors;

/** Idempotent and transactional producers that partitions know (KIP-664), whichever brokers lead them. Any thread. */
public final class ProducerQueries {
    private static final short VERSION = 0;
    private static final long UNKNOWN = -1;

    private final int brokerId;
    private final Partitions partitions;
    private final BrokerRequests others;

    ProducerQueries(int brokerId, Partitions partitions, BrokerRequests others) {
        this.brokerId = brokerId;
        this.partitions = partitions;
        this.others = others;
    }

    /** By partition; what a leader refuses, or that it does not answer, is a value. Never fails. Only existing partitions may be asked for. */
    public CompletionStage<Map<Integer, Outcome<List<ActiveProducer>>>> active(
            TopicImage topic, Collection<Integer> wanted) {
        SortedMap<Integer, List<Integer>> byLeader = new TreeMap<>();
        for (int number : wanted) {
            PartitionImage partition = topic.partitions().get(number);
            byLeader.computeIfAbsent(partition.leader(), leader -> new ArrayList<>())
                    .add(number);
        }
        List<CompletionStage<Map<Integer, Outcome<List<ActiveProducer>>>>> answers = new ArrayList<>();
        byLeader.forEach((leader, led) -> answers.add(ask(leader, topic.name(), led)));
        return answers.isEmpty()
                ? CompletableFuture.completedFuture(new TreeMap<>())
                : Stages.all(answers).thenApply(told -> {
                    Map<Integer, Outcome<List<ActiveProducer>>> all = new TreeMap<>();
                    told.forEach(all::putAll);
                    return all;
                });
    }

    private CompletionStage<Map<Integer, Outcome<List<ActiveProducer>>>> ask(
            int leader, String topic, List<Integer> led) {
        if (leader == brokerId) {
            Map<Integer, Outcome<List<ActiveProducer>>> here = new TreeMap<>();
            led.forEach(number -> here.put(number, here(new TopicPartition(topic, number))));
            return CompletableFuture.completedFuture(here);
        }
        if (leader < 0) {
            return CompletableFuture.completedFuture(
                    all(led, Outcome.failed(Errors.LEADER_NOT_AVAILABLE, "There is no leader.")));
        }
        return others.ask(
                        leader,
                        new DescribeProducersRequestData()
                                .setTopics(List.of(
                                        new TopicRequest().setName(topic).setPartitionIndexes(led))),
                        VERSION,
                        BrokerRequests.PATIENCE_MS,
                        DescribeProducersResponseData::new)
                .thenApply(ProducerQueries::told)
                .exceptionally(failure -> all(led, Outcomes.failed(failure)));
    }

    private static Map<Integer, Outcome<List<ActiveProducer>>> all(
            List<Integer> led, Outcome<List<ActiveProducer>> outcome) {
        Map<Integer, Outcome<List<ActiveProducer>>> all = new TreeMap<>();
        led.forEach(number -> all.put(number, outcome));
        return all;
    }

    private Outcome<List<ActiveProducer>> here(TopicPartition name) {
        try {
            Partition partition = partitions.get(name);
            partition.checkLeads();
            return Outcome.ok(partition.log().activeProducers());
        } catch (Refused e) {
            return Outcome.failed(e.code(), e.detail());
        }
    }

    private static Map<Integer, Outcome<List<ActiveProducer>>> told(DescribeProducersResponseData answer) {
        Map<Integer, Outcome<List<ActiveProducer>>> told = new TreeMap<>();
        answer.topics().forEach(topic -> topic.partitions()
                .forEach(partition -> told.put(partition.partitionIndex(), outcome(partition))));
        return told;
    }

    private static Outcome<List<ActiveProducer>> outcome(PartitionResponse partition) {
        Errors code = Errors.forCode(partition.errorCode());
        if (code != Errors.NONE) {
            return Outcome.failed(code, partition.errorMessage() == null ? code.message() : partition.errorMessage());
        }
        return Outcome.ok(partition.activeProducers().stream()
                .map(ProducerQueries::producer)
                .toList());
    }

    private static ActiveProducer producer(ProducerState state) {
        return new ActiveProducer(
                state.producerId(),
                (short) state.producerEpoch(),
                state.lastSequence(),
                UNKNOWN,
                state.lastTimestamp(),
                state.coordinatorEpoch(),
                state.currentTxnStartOffset());
    }
}
