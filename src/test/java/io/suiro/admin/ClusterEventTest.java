package io.suiro.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

/** Of a topic with one partition, what lies between two images of it. */
class ClusterEventTest {
    private static final PartitionImage STEADY = partition(List.of(0, 1), List.of(0, 1), List.of(), List.of());
    private static final PartitionImage MOVING = partition(List.of(2, 0, 1), List.of(0, 1), List.of(2), List.of(1));

    private static PartitionImage partition(
            List<Integer> replicas, List<Integer> isr, List<Integer> adding, List<Integer> removing) {
        return new PartitionImage(0, replicas, isr, List.of(), PartitionImage.NO_LEADER, adding, removing, 0, 0);
    }

    private static MetadataImage with(PartitionImage partition) {
        return MetadataImage.EMPTY.with(new TopicImage("orders", new Uuid(7, 11), TreePVector.singleton(partition)));
    }

    private static List<String> between(PartitionImage before, PartitionImage after) throws JsonProcessingException {
        List<String> told = new ArrayList<>();
        for (ClusterEvent event : ClusterEvent.between(with(before), with(after))) {
            told.add(new ObjectMapper().writeValueAsString(event));
        }
        return told;
    }

    @Test
    void anIsrThatShrinksIsTold() throws Exception {
        assertThat(between(STEADY, partition(List.of(0, 1), List.of(0), List.of(), List.of())))
                .containsExactly(
                        "{\"type\":\"isrChanged\",\"topic\":\"orders\",\"partition\":0,\"replicas\":[0,1],\"isr\":[0]}");
    }

    @Test
    void anIsrInAnotherOrderIsTheSame() throws Exception {
        assertThat(between(STEADY, partition(List.of(0, 1), List.of(1, 0), List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void aReassignmentBeginsAndEnds() throws Exception {
        assertThat(between(STEADY, MOVING))
                .containsExactly(
                        "{\"type\":\"reassignmentBegun\",\"topic\":\"orders\",\"partition\":0,\"replicas\":[2,0,1],\"adding\":[2],\"removing\":[1]}");
        assertThat(between(MOVING, partition(List.of(2, 0), List.of(0, 2), List.of(), List.of())))
                .containsExactly(
                        "{\"type\":\"isrChanged\",\"topic\":\"orders\",\"partition\":0,\"replicas\":[2,0],\"isr\":[0,2]}",
                        "{\"type\":\"reassignmentEnded\",\"topic\":\"orders\",\"partition\":0,\"replicas\":[2,0]}");
    }

    @Test
    void aReassignmentThatIsTakenBackEndsWithTheReplicasOfBefore() throws Exception {
        assertThat(between(MOVING, STEADY))
                .containsExactly(
                        "{\"type\":\"reassignmentEnded\",\"topic\":\"orders\",\"partition\":0,\"replicas\":[0,1]}");
    }

    @Test
    void aReassignmentThatIsReplacedBeginsOnceMore() throws Exception {
        assertThat(between(MOVING, partition(List.of(3, 0, 1), List.of(0, 1), List.of(3), List.of(1))))
                .singleElement()
                .asString()
                .contains("reassignmentBegun", "\"adding\":[3]");
    }

    @Test
    void aReassignmentThatBeganAndEndedInBetweenHasEnded() throws Exception {
        assertThat(between(STEADY, partition(List.of(1, 0), List.of(0, 1), List.of(), List.of())))
                .containsExactly(
                        "{\"type\":\"reassignmentEnded\",\"topic\":\"orders\",\"partition\":0,\"replicas\":[1,0]}");
    }
}
