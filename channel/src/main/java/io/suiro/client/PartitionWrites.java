package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.Produce;
import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducedInTransaction;
import io.suiro.error.Outcome;
import io.suiro.log.Appended;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/** Where batches are appended. */
@FunctionalInterface
interface PartitionWrites {
    /** As {@link Produce#append}. */
    CompletionStage<Outcome<Appended>> append(
            TopicPartition topicPartition,
            ByteBuffer batches,
            ProducedInTransaction transaction,
            Acks acks,
            int timeoutMs);

    /** At the leaders; each caller's batches for other brokers have connections of their own. */
    static PartitionWrites of(Broker broker) {
        ClusterView cluster = ClusterView.of(broker);
        Produce here = broker.produce();
        return cluster.isAlone() ? here::append : new LeaderWrites(cluster, here);
    }
}
