package io.suiro.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FootprintTest {
    private static final String HEAP_INFO = """
            29671:
            garbage-first heap   total reserved 1048576K, committed 1048576K, used 24718K [0x00000000c0000000, 0x0000000100000000)
             region size 1024K, 23 young (23552K), 0 survivors (0K)
            """;
    private static final List<String> SMAPS = List.of(
            "bfff0000-c0000000 rw-p 00000000 00:00 0 ",
            "Size:                 64 kB",
            "Rss:                   4 kB",
            "c0000000-e0000000 rw-p 00000000 00:00 0 ",
            "Rss:                 100 kB",
            "e0000000-100000000 rw-p 00000000 00:00 0 ",
            "Rss:                  10 kB",
            "7fdf7802b000-7fdf7802c000 r--p 00000000 fe:00 260131                     /usr/lib/libc.so",
            "Rss:                   1 kB");

    @Test
    void whatLiesInTheHeapIsTakenApart() throws IOException {
        assertThat(Footprint.of(HEAP_INFO, SMAPS)).isEqualTo(new Footprint(24_718 << 10, 115 << 10, 5 << 10));
    }

    @Test
    void anotherCollectorsReportIsRefused() {
        assertThatThrownBy(() -> Footprint.of("ZHeap", SMAPS)).hasMessageContaining("in: ZHeap");
    }

    @Test
    void descriptorsAreCountedAndLimited() throws IOException {
        long pid = ProcessHandle.current().pid();

        assertThat(Footprint.openFiles(pid)).isPositive().isLessThan(Footprint.openFilesLimit(pid));
    }
}
