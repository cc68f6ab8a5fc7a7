package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.tools.DumpLogSegments;

/** Kafka's kafka-dump-log as the judge of a data directory that nobody writes to at the moment. */
final class KafkaDumpLog {
    /** The tool, as of 4.3, says so of every segment that does not begin at offset 0, whoever wrote it. */
    private static final Pattern FALSE_ALARM =
            Pattern.compile("Non-consecutive offsets in .*\\R +-1 is followed by \\d+\\R");

    private KafkaDumpLog() {}

    /** Every segment in it is read to its last record, and its indexes agree with it. */
    static void assertValid(Path data) throws Exception {
        String segments = segments(data).stream().map(Path::toString).collect(Collectors.joining(","));
        assertThat(segments).isNotEmpty();
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        try (PrintStream toPrinted = new PrintStream(printed, false, UTF_8);
                PrintStream toComplaints = new PrintStream(complaints, true, UTF_8)) {
            System.setOut(toPrinted);
            System.setErr(toComplaints);
            DumpLogSegments.main(new String[] {"--deep-iteration", "--files", segments});
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(FALSE_ALARM.matcher(complaints.toString(UTF_8)).replaceAll(""))
                .isEmpty();
        assertThat(printed.toString(UTF_8).lines())
                .anyMatch(line -> line.contains("isvalid: true"))
                .noneMatch(line -> line.contains("isvalid: false") || line.contains("invalid bytes"))
                .noneMatch(line -> line.contains("mismatch") || line.contains("Mismatch"));
    }

    private static List<Path> segments(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().matches(".*-\\d+/\\d{20}\\.log"))
                    .sorted()
                    .toList();
        }
    }
}
