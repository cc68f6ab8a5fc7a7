package io.suiro.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberedNameTest {
    @ParameterizedTest
    @CsvSource({
        "0,00000000000000000000.log",
        "42,00000000000000000042.log",
        "9223372036854775807,09223372036854775807.log"
    })
    void hasTwentyDigits(long number, String name) {
        assertThat(NumberedName.of(number, ".log")).isEqualTo(name);
        assertThat(NumberedName.number(name)).isEqualTo(number);
    }
}
