package io.suiro.tool.client.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AssignmentConverterTest {
    @Test
    void brokersAreReadInTheirOrder() {
        assertThat(new AssignmentConverter().convert("4")).containsExactly(4);
        assertThat(new AssignmentConverter().convert("2:0:1")).containsExactly(2, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "0:", "0;1", "a", "0::1", "99999999999"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new AssignmentConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not BROKER:BROKER:... as in 0:1");
    }
}
