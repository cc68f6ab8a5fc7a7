package io.suiro.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES = List.of("retention.ms", "retention.bytes", "segment.ms", "segment.bytes");

    @Test
    void aSlipOfTheFingerIsRecognised() {
        assertThat(NearestName.to("retenion.ms", NAMES)).contains("retention.ms");
        assertThat(NearestName.to("segmnet.bytes", NAMES)).contains("segment.bytes");
        assertThat(NearestName.hint("retention.msx", NAMES)).isEqualTo("; did you mean retention.ms?");
    }

    @Test
    void nothingIsGuessedFromAWordThatIsLikeNone() {
        assertThat(NearestName.to("colour", NAMES)).isEmpty();
        assertThat(NearestName.hint("colour", NAMES)).isEmpty();
    }

    @Test
    void swappedNeighboursCountOnce() {
        assertThat(NearestName.distance("ab", "ba")).isEqualTo(1);
        assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void ofTwoEquallyNearTheFirstByNameIsChosen() {
        assertThat(NearestName.to("ab1", List.of("ab3", "ab2"))).contains("ab2");
    }
}
