package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    /** So many of the range that by chance alone two would be the same. */
    private static final int MANY = 500;

    @Test
    void noPortIsGivenTwice() {
        List<Integer> ports =
                IntStream.range(0, MANY).mapToObj(any -> FreePorts.next()).toList();

        assertThat(ports).doesNotHaveDuplicates();
    }
}
