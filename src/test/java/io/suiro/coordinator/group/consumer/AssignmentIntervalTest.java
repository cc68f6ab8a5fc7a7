package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.assigned;
import static io.suiro.coordinator.group.consumer.ConsumerBench.beating;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A consumer group of which somebody has said how long its targets stay. */
class AssignmentIntervalTest {
    private static final int INTERVAL_MS = 5_000;

    private final ConsumerBench bench = new ConsumerBench(Integer.MAX_VALUE, INTERVAL_MS);

    @Test
    void theFirstTargetsDoNotWaitThoseAfterThemDo() {
        assertThat(assigned(bench.join("a"))).hasSize(4);
        assertThat(assigned(bench.join("b"))).isEmpty();
        assertThat(bench.described().groupState()).isEqualTo("Assigning");

        bench.advance(INTERVAL_MS - 1);
        assertThat(bench.beat("a", 1).memberEpoch()).isEqualTo(1);
        assertThat(bench.described().assignmentEpoch()).isEqualTo(1);

        bench.advance(1);
        assertThat(assigned(bench.beat("a", 1))).hasSize(2);
        assertThat(bench.described().assignmentEpoch()).isEqualTo(2);
    }

    @Test
    void whoLeavesHasAnHeirWhenTheIntervalIsOver() {
        bench.join("a");
        bench.advance(INTERVAL_MS);
        bench.join("b");
        bench.accepted(beating("a", 1).setTopicPartitions(bench.owned(0, 1)));
        assertThat(bench.beat("b", 2).memberEpoch()).isEqualTo(2);

        bench.accepted(beating("b", -1));
        assertThat(assigned(bench.beat("a", 2))).isNull();
        bench.advance(INTERVAL_MS);
        assertThat(assigned(bench.beat("a", 2))).hasSize(4);
    }

    @Test
    void whoSubscribesToOtherTopicsWaitsToo() {
        bench.join("a");
        bench.topics.with("u", 1);
        bench.coordinator.metadataChanged(bench.topics.image());
        bench.accepted(beating("a", 1).setSubscribedTopicNames(List.of("u")));
        assertThat(bench.described().assignmentEpoch()).isEqualTo(1);
        bench.advance(INTERVAL_MS);
        bench.beat("a", 1);
        assertThat(bench.described().assignmentEpoch()).isEqualTo(2);
    }

    @Test
    void anIntervalOfZeroProvidesForEverybodyAtOnceHoweverLargeTheGroup() {
        ConsumerBench hasty = new ConsumerBench(Integer.MAX_VALUE, 0);
        hasty.topics.with("t", 1_000);
        hasty.coordinator.metadataChanged(hasty.topics.image());
        hasty.join("a");
        hasty.join("b");
        assertThat(hasty.described().assignmentEpoch()).isEqualTo(2);
    }
}
