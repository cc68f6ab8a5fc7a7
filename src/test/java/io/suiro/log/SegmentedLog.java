package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A log that is open: some sealed segments of single records, of one idempotent producer, in three leader epochs. */
record SegmentedLog(LogFixture fixture, List<String> values, List<Long> bases) {
    static final int RECORDS = 60;

    static SegmentedLog fill(Path root) throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(1600).indexIntervalBytes(150).build());
        for (int i = 0; i < RECORDS; i++) {
            fixture.clock.advance(i % 4 == 3 ? -5 : 10);
            fixture.log.append(idempotent(9, 0, i, fixture.clock.nowMs(), "value " + i), AppendOrigin.CLIENT, i / 25);
        }
        List<Long> bases = RecoveryTest.bases(fixture);
        assertThat(bases).hasSizeGreaterThan(2);
        return new SegmentedLog(fixture, fixture.values(), bases);
    }

    /** Of the batches in a segment's file. */
    static List<Integer> positions(Path file) throws IOException {
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Integer> positions = new ArrayList<>();
        for (int at = 0; at < log.limit(); at += Batch.sizeInBytes(log, at)) {
            positions.add(at);
        }
        return positions;
    }

    /** As the disk would. */
    static void flip(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }
}
