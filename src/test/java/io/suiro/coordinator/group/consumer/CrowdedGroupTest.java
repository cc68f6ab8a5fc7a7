package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.assigned;
import static io.suiro.coordinator.group.consumer.ConsumerBench.beating;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group whose targets are so much work that they are not made anew for each member that comes. */
class CrowdedGroupTest {
    private static final int PARTITIONS = 1_000;
    /** What so many partitions take, and a few members. */
    private static final int STAY_MS = 101;

    private final ConsumerBench bench = new ConsumerBench();

    @BeforeEach
    void widen() {
        bench.topics.with("t", PARTITIONS);
        bench.coordinator.metadataChanged(bench.topics.image());
        bench.join("first");
    }

    @Test
    void membersThatComeTogetherAreProvidedForAtOnce() {
        for (int i = 0; i < 9; i++) {
            ConsumerGroupHeartbeatResponseData joined = bench.join("m" + i);

            assertThat(joined.memberEpoch()).isEqualTo(1);
            assertThat(assigned(joined)).isEmpty();
            assertThat(joined.heartbeatIntervalMs()).isEqualTo(ConsumerBench.RECONCILIATION_HEARTBEAT_MS);
        }
        assertThat(bench.described().groupState()).isEqualTo("Assigning");
        assertThat(bench.described().assignmentEpoch()).isEqualTo(1);

        bench.advance(STAY_MS);
        bench.beat("m0", 1);

        assertThat(bench.described().groupEpoch()).isEqualTo(10);
        assertThat(bench.described().assignmentEpoch()).isEqualTo(10);
        assertThat(bench.described().members()).allSatisfy(member -> assertThat(
                        member.targetAssignment().topicPartitions().getFirst().partitions())
                .hasSize(PARTITIONS / 10));
    }

    @Test
    void whoComesToAGroupAtRestIsProvidedForImmediately() {
        bench.advance(STAY_MS);

        assertThat(bench.join("second").memberEpoch()).isEqualTo(2);
        assertThat(bench.described().assignmentEpoch()).isEqualTo(2);
    }

    @Test
    void whoSubscribesToOtherTopicsIsNotLeftWithThoseOfBefore() {
        bench.topics.with("u", 1);
        bench.coordinator.metadataChanged(bench.topics.image());

        ConsumerGroupHeartbeatResponseData told =
                bench.accepted(beating("first", 1).setSubscribedTopicNames(List.of("u")));

        assertThat(assigned(told)).isEmpty();
    }

    @Test
    void whoIsBehindIsKnownInWhateverOrderRecordsCome() {
        ConsumerGroup group = ConsumerGroup.empty("g");
        MemberProgress stable = MemberProgress.NEW.next(1, MemberState.STABLE, PartitionSet.NONE, PartitionSet.NONE);
        group = applied(group, new ConsumerGroupRecord.ProgressStored("g", "a", stable));
        group = applied(group, new ConsumerGroupRecord.ProgressStored("g", "b", stable.leftStatically()));
        assertThat(group.behind()).isEqualTo(1);

        group = applied(group, new ConsumerGroupRecord.GroupStored("g", 1, 0));
        assertThat(group.behind())
                .as("whose progress was read before the epoch")
                .isZero();

        group = applied(group, new ConsumerGroupRecord.GroupStored("g", 2, 0));
        assertThat(group.behind()).as("who is away is not waited for").isEqualTo(1);

        group = applied(group, new ConsumerGroupRecord.TermsDeleted("g", "a"));
        assertThat(group.behind()).isZero();
    }

    private static ConsumerGroup applied(ConsumerGroup group, ConsumerGroupRecord record) {
        return Objects.requireNonNull(group.apply(record));
    }
}
