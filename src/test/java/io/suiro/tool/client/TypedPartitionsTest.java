package io.suiro.tool.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedPartitionsTest {
    @Test
    void aNameIsAllOfATopicAndNumbersAreSome() {
        assertThat(TypedPartitions.parse("orders")).isEqualTo(new TypedPartitions("orders", List.of()));
        assertThat(TypedPartitions.parse("orders:7")).isEqualTo(new TypedPartitions("orders", List.of(7)));
        assertThat(TypedPartitions.parse("orders:2,0")).isEqualTo(new TypedPartitions("orders", List.of(2, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders:", "orders:,", "orders:0,", "orders:x", "orders:0:1", "orders:99999999999"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> TypedPartitions.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is neither NAME nor NAME:N,... as in orders:0,2");
    }
}
