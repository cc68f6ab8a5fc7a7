package io.suiro.replica;

import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;

/** The way to the controller, who alone changes in-sync replicas. */
@FunctionalInterface
public interface IsrChanges {
    /**
     * Asks for other in-sync replicas, by compare-and-set on both epochs. Any thread. Fails exceptionally where nobody knows whether
     * the change was made.
     *
     * @param isr broker ids
     * @param brokerEpochs of each of them, in the same order; -1 where it is not known
     */
    CompletionStage<Outcome<PartitionImage>> alter(
            Uuid topicId,
            int partition,
            int leaderEpoch,
            int partitionEpoch,
            List<Integer> isr,
            List<Long> brokerEpochs);
}
