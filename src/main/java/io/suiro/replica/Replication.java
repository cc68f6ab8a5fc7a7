package io.suiro.replica;

import io.suiro.base.Clock;
import io.suiro.error.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * What partitions with other replicas need of the cluster.
 *
 * @param brokerId of this broker
 * @param lagTimeMaxMs {@code replica.lag.time.max.ms}: a follower that has not caught up for so long is taken out of the in-sync
 *     replicas
 */
public record Replication(
        int brokerId, Clock clock, IsrChanges isrChanges, Brokers brokers, WarmUp warmUp, long lagTimeMaxMs) {
    private static final long LAG_TIME_MAX_MS = 30_000;

    /** For a broker without others. */
    public static Replication alone(int brokerId, Clock clock) {
        return new Replication(
                brokerId,
                clock,
                (topicId, partition, leaderEpoch, partitionEpoch, isr, brokerEpochs) ->
                        CompletableFuture.completedFuture(Outcome.failed(Errors.OPERATION_NOT_ATTEMPTED)),
                new NoOthers(),
                new WarmUp(0),
                LAG_TIME_MAX_MS);
    }

    private static final class NoOthers implements Brokers {
        @Override
        public long epochOf(int brokerId) {
            return -1;
        }

        @Override
        public boolean mayBeInSync(int brokerId) {
            return false;
        }

        @Override
        public boolean isControllerHeard() {
            return true;
        }

        @Override
        public boolean isCutOff(List<Integer> isr) {
            return false;
        }

        @Override
        public String rackOf(int brokerId) {
            return "";
        }
    }
}
