package io.suiro.tool.client.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {
    @Test
    void partitionsAndTheirBrokersAreReadInTheirOrder() {
        assertThat(Assignment.parse("4").partitions()).containsExactly(List.of(4));
        assertThat(Assignment.parse("2:0,0:1").byPartition())
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, List.of(2, 0), 1, List.of(0, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "0:", ",", "0,", "0:1,,1:0", "0;1", "a", "0::1", "99999999999"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Assignment.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not BROKER:...,BROKER:...,... as in 0:1,1:2");
    }
}
