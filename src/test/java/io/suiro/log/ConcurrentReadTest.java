package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.error.Refused;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentReadTest {
    private static final int APPENDS = 5_000;
    private static final int READERS = 3;

    @TempDir
    Path root;

    @Test
    void readersSeeWholeRecordsInOrderWhileTheLogGrowsAndShrinks() throws Exception {
        LogFixture fixture = new LogFixture(
                root,
                config().segmentBytes(4000)
                        .indexIntervalBytes(300)
                        .retentionBytes(20_000)
                        .build());
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS + 1)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int maxBytes = 200 + 500 * i;
                readers.add(threads.submit(() -> follow(fixture.log, maxBytes, done)));
            }
            Future<Long> forcer = threads.submit(() -> force(fixture, done));
            try {
                for (int i = 0; i < APPENDS; i++) {
                    fixture.append("value " + i);
                    if (i % 50 == 0) {
                        fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());
                        fixture.directory.purge(Long.MAX_VALUE);
                    }
                }
            } finally {
                done.set(true);
            }
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isEqualTo(APPENDS);
            }
            assertThat(forcer.get()).isPositive();
        }
        assertThat(fixture.directory.isOnline()).isTrue();
        fixture.closeAndReopen();
        assertThat(fixture.log.logEndOffset()).isEqualTo(APPENDS);
    }

    private static long force(LogFixture fixture, AtomicBoolean done) throws IOException {
        long forces = 0;
        do {
            fixture.log.force();
            fixture.directory.checkpoint();
            forces++;
        } while (!done.get());
        return forces;
    }

    /** Reads to the end, starting over at the log's start whenever retention was faster. */
    private static long follow(PartitionLog log, int maxBytes, AtomicBoolean done) throws IOException {
        long offset = 0;
        boolean last;
        do {
            last = done.get();
            try {
                for (StoredRecord record : LogFixture.readAll(log, offset, maxBytes)) {
                    assertThat(record.offset()).isEqualTo(offset);
                    assertThat(LogFixture.value(record)).isEqualTo("value " + offset);
                    offset++;
                }
            } catch (Refused refused) {
                assertThat(refused.code()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
                offset = log.logStartOffset();
                last = false;
            }
        } while (!last);
        return offset;
    }
}
