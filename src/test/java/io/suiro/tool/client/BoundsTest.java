package io.suiro.tool.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final TopicPartition OTHER = new TopicPartition("orders", 1);

    @Test
    void anOffsetOutsideBecomesTheNearestInside() {
        Bounds bounds = new Bounds(Map.of(PARTITION, 3L), Map.of(PARTITION, 8L));
        assertThat(bounds.within(PARTITION, Long.MIN_VALUE)).isEqualTo(3);
        assertThat(bounds.within(PARTITION, 3)).isEqualTo(3);
        assertThat(bounds.within(PARTITION, 5)).isEqualTo(5);
        assertThat(bounds.within(PARTITION, 8)).isEqualTo(8);
        assertThat(bounds.within(PARTITION, Long.MAX_VALUE)).isEqualTo(8);
        assertThat(bounds.within(OTHER, 5)).isEqualTo(5);
    }

    /** Records may be deleted between the two questions. */
    @Test
    void aStartBehindTheEndIsTheEnd() {
        Bounds bounds = new Bounds(Map.of(PARTITION, 9L), Map.of(PARTITION, 8L));
        assertThat(bounds.within(PARTITION, 0)).isEqualTo(8);
        assertThat(bounds.within(PARTITION, 9)).isEqualTo(8);
    }
}
