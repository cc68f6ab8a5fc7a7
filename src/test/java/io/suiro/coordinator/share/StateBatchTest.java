package io.suiro.coordinator.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateBatchTest {
    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsNewCountsAndNothingIsLeftBelowTheStart(long seed) {
        Random random = new Random(seed);
        Map<Long, StateBatch> expected = new HashMap<>();
        List<StateBatch> stored = List.of();
        long start = 0;
        for (int i = 0; i < 20; i++) {
            List<StateBatch> changed = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                long first = random.nextInt(60);
                StateBatch batch = new StateBatch(
                        first, first + random.nextInt(10), (byte) (2 * random.nextInt(3)), (short) random.nextInt(3));
                changed.add(batch);
                for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
                    expected.put(offset, batch);
                }
            }
            start = Math.max(start, random.nextInt(60) - 20);
            long from = start;
            expected.keySet().removeIf(offset -> offset < from);
            stored = StateBatch.merged(stored, changed, start);
            assertThat(byOffset(stored).keySet()).isEqualTo(expected.keySet());
            byOffset(stored).forEach((offset, batch) -> assertThat(batch)
                    .usingRecursiveComparison()
                    .ignoringFields("firstOffset", "lastOffset")
                    .isEqualTo(expected.get(offset)));
        }
    }

    private static Map<Long, StateBatch> byOffset(List<StateBatch> batches) {
        Map<Long, StateBatch> byOffset = new HashMap<>();
        for (StateBatch batch : batches) {
            for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
                assertThat(byOffset.put(offset, batch)).isNull();
            }
        }
        return byOffset;
    }
}
