package io.suiro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.suiro.broker.TopicTotals;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicMetersTest {
    private final Map<String, TopicTotals> totals = new HashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TopicMeters meters = new TopicMeters(2, () -> totals);

    @Test
    void aRefreshFollowsGrowthAndForgetsDeletedTopics() {
        totals.put("a", new TopicTotals(10, 1));
        totals.put("b", new TopicTotals(1, 0));
        meters.bindTo(registry);
        totals.put("a", new TopicTotals(20, 2));
        totals.remove("b");
        meters.refresh();
        assertThat(of("suiro.log.size", "a")).isEqualTo(20);
        assertThat(of("suiro.topic.records", "a")).isEqualTo(2);
        assertThat(registry.find("suiro.log.size").gauges()).hasSize(1);
    }

    @Test
    void ofMoreTopicsThanHaveTimeSeriesTheSmallestShareOne() {
        for (int i = 0; i < 1_000; i++) {
            totals.put("small" + i, new TopicTotals(1, 2));
        }
        totals.put("large", new TopicTotals(500, 3));
        totals.put("larger", new TopicTotals(600, 3));
        meters.bindTo(registry);
        assertThat(registry.find("suiro.log.size").gauges()).hasSize(3);
        assertThat(of("suiro.log.size", "larger")).isEqualTo(600);
        assertThat(of("suiro.log.size", TopicMeters.OTHERS)).isEqualTo(1_000);
        assertThat(of("suiro.topic.records", TopicMeters.OTHERS)).isEqualTo(2_000);
        assertThat(registry.get("suiro.topics").gauge().value()).isEqualTo(1_002);
        assertThat(registry.get("suiro.topics.left.out").gauge().value()).isEqualTo(1_000);
    }

    private double of(String meter, String topic) {
        return registry.get(meter).tag("topic", topic).gauge().value();
    }
}
