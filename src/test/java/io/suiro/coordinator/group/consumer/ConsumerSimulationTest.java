package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.TopicImage;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members that join, leave, crash, change their minds and lose answers, topics that come and go, and coordinators that
 * are replaced. At no time do two members read a partition; in the end each partition is read.
 */
class ConsumerSimulationTest {
    private static final int STEPS = 1_500;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("suiro.simulation.seeds", 24));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPartitionIsReadTwiceAndInTheEndAllAreRead(long seed) {
        ConsumerWorld world = new ConsumerWorld(seed);
        world.chaos(STEPS);
        world.settle();

        Set<ConsumerGroup.PartitionId> read = new HashSet<>();
        Set<ConsumerGroup.PartitionId> wanted = new HashSet<>();
        for (FakeConsumer member : world.members()) {
            member.owned().forEach((topicId, partition) -> read.add(new ConsumerGroup.PartitionId(topicId, partition)));
            for (TopicImage topic : world.topics().image().topics().values()) {
                if (member.topics().contains(topic.name())
                        || (member.regex() != null && topic.name().startsWith("logs-"))) {
                    for (int i = 0; i < topic.partitions().size(); i++) {
                        wanted.add(new ConsumerGroup.PartitionId(topic.id(), i));
                    }
                }
            }
        }
        assertThat(read).isEqualTo(wanted);
        DescribedGroup described = world.described();
        assertThat(described.groupState()).isEqualTo(world.members().isEmpty() ? "Empty" : "Stable");
        assertThat(described.members()).hasSameSizeAs(world.members());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aNewCoordinatorHasTheSameGroup(long seed) {
        ConsumerWorld world = new ConsumerWorld(seed);
        world.chaos(STEPS);

        assertThat(world.describedAfterReload()).isEqualTo(world.described());
    }
}
