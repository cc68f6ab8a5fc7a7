package io.suiro.admin;

import io.suiro.broker.Reassignments.Moved;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.ReplicaPlan;
import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A partition on its way to other replicas.
 *
 * @param replicas as they will be, the preferred leader first; empty if it was refused
 * @param adding of those, the ones that have not caught up
 * @param removing that go in the end
 * @param refused why it does not move, null if it does
 */
@Schema(examples = """
        {"topic":"orders","partition":0,"replicas":[1,2,0],"adding":[0],"removing":[],"refused":null}""")
public record Move(
        String topic,
        int partition,
        List<Integer> replicas,
        List<Integer> adding,
        List<Integer> removing,
        @Nullable String refused) {

    static Move of(TopicPartition where, PartitionImage partition) {
        return new Move(
                where.topic(),
                where.partition(),
                ReplicaPlan.lasting(partition),
                partition.adding(),
                partition.removing(),
                null);
    }

    static List<Move> of(List<Moved> moved) {
        return moved.stream()
                .map(each -> switch (each.outcome()) {
                    case Outcome.Ok<PartitionImage>(PartitionImage partition) -> of(each.partition(), partition);
                    case Outcome.Failed<PartitionImage> failed ->
                        new Move(
                                each.partition().topic(),
                                each.partition().partition(),
                                List.of(),
                                List.of(),
                                List.of(),
                                failed.code() + ": " + failed.detail());
                })
                .toList();
    }
}
