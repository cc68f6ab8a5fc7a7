package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.FetchRecords;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.broker.PartitionOffsets;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.error.Outcome;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/** Where partitions are read. */
interface PartitionReads extends AutoCloseable {
    /** Whom to ask now, {@link ClusterView#HERE} for the broker in this process. */
    int leader(TopicPartition partition);

    /** As {@link FetchRecords#fetch}; all of one leader. Never fails. */
    CompletionStage<List<Fetched>> fetch(int leader, List<Wanted> wanted, Limits limits);

    /** An end of the log, at the leader of the moment. Never fails. */
    CompletionStage<Outcome<Long>> find(TopicPartition partition, Spec spec);

    @Override
    void close();

    /** At the leaders; each caller has connections of its own. */
    static PartitionReads of(Broker broker, String clientId) {
        ClusterView cluster = ClusterView.of(broker);
        Here here = new Here(broker.fetchRecords(), broker.offsets());
        return cluster.isAlone() ? here : new LeaderReads(cluster, here, cluster.remotes(clientId));
    }

    /** In this process. */
    record Here(FetchRecords fetchRecords, PartitionOffsets offsets) implements PartitionReads {
        private static final int ANY_EPOCH = -1;

        @Override
        public int leader(TopicPartition partition) {
            return ClusterView.HERE;
        }

        @Override
        public CompletionStage<List<Fetched>> fetch(int leader, List<Wanted> wanted, Limits limits) {
            return fetchRecords.fetch(wanted, limits);
        }

        @Override
        public CompletionStage<Outcome<Long>> find(TopicPartition partition, Spec spec) {
            return offsets.find(partition, spec, ANY_EPOCH).thenApply(found -> found.map(one -> one.offset()));
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }
}
