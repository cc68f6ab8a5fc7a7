package io.suiro.tool.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    private static final long NOW_MS = 1_000_000_000_000L;

    @Test
    void everyFormIsRead() {
        assertThat(Place.parse("beginning", NOW_MS)).isEqualTo(new Place.Beginning());
        assertThat(Place.parse("latest", NOW_MS)).isEqualTo(new Place.End());
        assertThat(Place.parse("0", NOW_MS)).isEqualTo(new Place.Offset(0));
        assertThat(Place.parse("-10", NOW_MS)).isEqualTo(new Place.Last(10));
        assertThat(Place.parse("@5", NOW_MS)).isEqualTo(new Place.Since(5));
        assertThat(Place.parse("-90s", NOW_MS)).isEqualTo(new Place.Since(NOW_MS - 90_000));
        assertThat(Place.parse("-2d", NOW_MS)).isEqualTo(new Place.Since(NOW_MS - 172_800_000));
        assertThat(Place.parse("1970-01-01T01:00:01+01:00", NOW_MS)).isEqualTo(new Place.Since(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "now", "5m", "@1h", "--1", "2026-11-27", "99999999999999999999", "-999999999999999999d"
            })
    void anythingElseIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Place.parse(text, NOW_MS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no place: beginning, end");
    }
}
