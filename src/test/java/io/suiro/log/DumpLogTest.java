package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.idempotent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.tools.DumpLogSegments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own kafka-dump-log as the judge of every file. */
class DumpLogTest {
    /** The tool, as of 4.3, says so of every segment that does not begin at offset 0, whoever wrote it. */
    private static final Pattern FALSE_ALARM =
            Pattern.compile("Non-consecutive offsets in .*\\R +-1 is followed by \\d+\\R");

    @TempDir
    Path root;

    @Test
    void everyFileIsReadWithoutComplaintAfterACleanEnd() throws Exception {
        LogFixture fixture = filled();
        fixture.directory.close();

        String dump = dumpWithoutComplaint(fixture);

        assertThat(dump)
                .contains("baseOffset: 0 lastOffset: 1", "lastOffset: 599", "producerId: 9", "payload: value 598")
                .doesNotContain("isvalid: false");
    }

    @Test
    void everyFileIsReadWithoutComplaintWhileTheLogIsOpenAndAfterAKill() throws Exception {
        LogFixture fixture = filled();
        dumpWithoutComplaint(fixture);

        fixture.killAndReopen();

        dumpWithoutComplaint(fixture);
    }

    private LogFixture filled() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(12_000).indexIntervalBytes(500).build());
        for (int i = 0; i < 600; i += 2) {
            fixture.clock.advance(i % 3 == 0 ? -20 : 50);
            fixture.log.append(
                    idempotent(9, 0, i, fixture.clock.nowMs(), "value " + i, "value " + (i + 1)),
                    AppendOrigin.CLIENT,
                    i / 200);
        }
        assertThat(RecoveryTest.bases(fixture)).hasSizeGreaterThan(2);
        return fixture;
    }

    private static String dumpWithoutComplaint(LogFixture fixture) throws Exception {
        List<String> files = new ArrayList<>();
        for (Path name : fixture.disk.list(fixture.partition())) {
            if (name.toString().matches("\\d{20}\\..*")) {
                files.add(fixture.partition().resolve(name).toString());
            }
        }
        assertThat(files.toString()).contains(".log", ".index", ".timeindex", ".snapshot");
        String all = String.join(",", files);
        dump("--index-sanity-check", "--files", all);
        dump("--verify-index-only", "--files", all);
        return dump("--deep-iteration", "--print-data-log", "--files", all);
    }

    /** What it prints; what it complains of fails the test. */
    private static String dump(String... arguments) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        try (PrintStream toPrinted = new PrintStream(printed, true, UTF_8);
                PrintStream toComplaints = new PrintStream(complaints, true, UTF_8)) {
            System.setOut(toPrinted);
            System.setErr(toComplaints);
            DumpLogSegments.main(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(FALSE_ALARM.matcher(complaints.toString(UTF_8)).replaceAll(""))
                .isEmpty();
        assertThat(printed.toString(UTF_8)).doesNotContain("Found timestamp mismatch", "Mismatches in");
        return printed.toString(UTF_8);
    }
}
