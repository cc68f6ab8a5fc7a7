package io.suiro.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PromQlTest {
    @Test
    void metricsMatchersAndGroupingsAreFoundAndFunctionsAreNot() {
        PromQl read = PromQl.of("topk(10, histogram_quantile(0.99, sum by (le, api) (rate(some_bucket{job=~\"$job\","
                + "api!~\"A|B\\\"by\"}[$__rate_interval])))) > 1e3 and on (api) other offset 5m");
        assertThat(read.selectors())
                .containsExactly(
                        new PromQl.Selector("some_bucket", Map.of("job", "$job", "api", "A|B\\\"by")),
                        new PromQl.Selector("other", Map.of()));
        assertThat(read.groupedBy()).containsExactlyInAnyOrder("le", "api");
    }
}
