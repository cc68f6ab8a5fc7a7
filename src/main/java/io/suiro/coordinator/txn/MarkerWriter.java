package io.suiro.coordinator.txn;

import io.suiro.record.TransactionMarker;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** Writes markers into partitions, wherever their leaders are. Any thread. */
@FunctionalInterface
public interface MarkerWriter {
    /**
     * One attempt. Completes with a code for each partition, NONE if its marker is committed there, or if there is no such partition any
     * more; never exceptionally.
     */
    CompletionStage<Map<TopicPartition, Errors>> write(TransactionMarker marker, Collection<TopicPartition> partitions);
}
