package io.suiro.log.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    private static final int MUCH = 1 << 20;

    @Test
    void itKnowsTheLatestOffsetOfEachKey() {
        Random random = new Random(1);
        Map<String, Long> expected = new HashMap<>();
        try (OffsetMap map = OffsetMap.of(5_000, MUCH, 0.9)) {
            for (long offset = 0; offset < 5_000; offset++) {
                String key = "key-" + random.nextInt(3_000);
                map.put(key(key), offset);
                expected.put(key, offset);
            }
            expected.forEach((key, offset) -> assertThat(map.get(key(key))).isEqualTo(offset));
            assertThat(map.keys()).isEqualTo(expected.size());
            assertThat(map.get(key("absent"))).isEqualTo(OffsetMap.NONE);
            assertThat(map.get(key(""))).isEqualTo(OffsetMap.NONE);
        }
    }

    @Test
    void itTakesNoMoreThanItsMemoryAllows() {
        try (OffsetMap map = OffsetMap.of(Long.MAX_VALUE / 2, 10 * OffsetMap.SLOT_BYTES, 0.9)) {
            for (int i = 0; i < 9; i++) {
                assertThat(map.isFull()).isFalse();
                map.put(key("key-" + i), i);
            }
            assertThat(map.isFull()).isTrue();
            map.put(key("key-3"), 100);
            assertThat(map.get(key("key-3"))).isEqualTo(100);
            assertThatThrownBy(() -> map.put(key("one more"), 101)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void itHoldsAsManyKeysAsMayCome() {
        for (int keys = 1; keys < 200; keys++) {
            try (OffsetMap map = OffsetMap.of(keys, MUCH, 0.9)) {
                for (int i = 0; i < keys; i++) {
                    assertThat(map.isFull()).isFalse();
                    map.put(key("key-" + i), i);
                }
            }
        }
    }

    @Test
    void theKeysBufferIsLeftAsItIs() {
        ByteBuffer key = ByteBuffer.allocateDirect(8).putInt(7).flip();
        try (OffsetMap map = OffsetMap.of(1, MUCH, 0.9)) {
            map.put(key, 5);
            assertThat(map.get(key)).isEqualTo(5);
        }
        assertThat(key.remaining()).isEqualTo(4);
    }

    private static ByteBuffer key(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
