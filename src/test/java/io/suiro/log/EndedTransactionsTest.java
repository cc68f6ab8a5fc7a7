package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EndedTransactionsTest {
    private final EndedTransactions ended = new EndedTransactions();

    @Test
    void theEarliestBeginningOfThoseWithoutACommittedMarkerIsTold() {
        assertThat(ended.firstOffset()).isEqualTo(EndedTransactions.NONE);
        ended.add(5, 10);
        ended.add(3, 12);
        ended.add(11, 14);
        assertThat(ended.firstOffset()).isEqualTo(3);

        assertThat(ended.committed(12)).isFalse();
        assertThat(ended.firstOffset()).isEqualTo(3);
        assertThat(ended.committed(13)).isTrue();
        assertThat(ended.firstOffset()).isEqualTo(11);
        ended.committed(15);

        assertThat(ended.firstOffset()).isEqualTo(EndedTransactions.NONE);
    }

    @Test
    void itIsAsANaiveModelSays() {
        Random random = new Random(5);
        TreeMap<Long, Long> firstByMarker = new TreeMap<>();
        long end = 0;
        for (int step = 0; step < 20_000; step++) {
            end += 1 + random.nextInt(3);
            if (random.nextBoolean()) {
                long first = Math.max(0, end - 1 - random.nextInt(60));
                ended.add(first, end);
                firstByMarker.put(end, first);
            } else {
                long committed = end - random.nextInt(100);
                ended.committed(committed);
                firstByMarker.headMap(committed).clear();
            }
            assertThat(ended.firstOffset())
                    .isEqualTo(
                            firstByMarker.values().stream().min(Long::compare).orElse(EndedTransactions.NONE));
        }
    }

    @Test
    void veryManyAreKeptAsFewThatAreNoLessUnstable() {
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            ended.add(i * 2L, i * 2L + 1);
        }
        for (int i = 0; i < count; i++) {
            assertThat(ended.firstOffset()).isLessThanOrEqualTo(i * 2L);
            ended.committed(i * 2L + 2);
        }
        assertThat(ended.firstOffset()).isEqualTo(EndedTransactions.NONE);
    }
}
