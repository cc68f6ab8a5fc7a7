package io.suiro.log;

import static io.suiro.log.LogFixture.START_MS;
import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFromTest {
    private static final int BATCHES = 40;
    private static final int RECORDS_EACH = 3;
    private static final long END = (long) BATCHES * RECORDS_EACH;

    @TempDir
    Path root;

    @Test
    void theRecordAtAnOffsetIsFoundInWhicheverSegmentAndBatchItIs() throws IOException {
        LogFixture fixture = filled(config());
        for (long offset = 0; offset < END; offset++) {
            assertThat(fixture.log.recordFrom(offset, END))
                    .contains(new FoundOffset(offset, START_MS + offset / RECORDS_EACH, 0));
        }
    }

    @Test
    void thereIsNoneFromTheEndOn() throws IOException {
        LogFixture fixture = filled(config());
        assertThat(fixture.log.recordFrom(END, END)).isEmpty();
        assertThat(fixture.log.recordFrom(5, 5)).isEmpty();
        assertThat(fixture.log.recordFrom(END + 7, END)).isEmpty();
    }

    @Test
    void beforeTheStartOfTheLogItIsTheFirst() throws IOException {
        LogFixture fixture = filled(config());
        fixture.log.deleteRecordsBefore(70);
        assertThat(fixture.log.recordFrom(4, END)).contains(new FoundOffset(70, START_MS + 23, 0));
    }

    @Test
    void whereCompactionHasLeftAGapItIsTheNext() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(500).cleanupPolicy("compact").build());
        for (int i = 0; i < BATCHES; i++) {
            fixture.log.append(
                    LogFixture.idempotent(7, 0, i, fixture.clock.nowMs(), "value " + i), AppendOrigin.CLIENT, 0);
            fixture.clock.advance(1);
        }
        fixture.clean();
        long first = fixture.readAll().getFirst().offset();

        assertThat(first).isGreaterThan(10);
        assertThat(fixture.log.recordFrom(0, BATCHES)).contains(new FoundOffset(first, START_MS + first, 0));
    }

    private LogFixture filled(LogFixture.Config config) throws IOException {
        LogFixture fixture = new LogFixture(
                root, config.segmentBytes(500).indexIntervalBytes(100).build());
        for (int i = 0; i < BATCHES; i++) {
            fixture.append("first", "second", "third");
            fixture.clock.advance(1);
        }
        return fixture;
    }
}
