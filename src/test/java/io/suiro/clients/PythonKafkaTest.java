package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kafka-python, which is written in Python from the ground up. */
final class PythonKafkaTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path SCRIPT = Path.of("src/test/resources/clients/python_kafka.py");

    @Test
    void aProgramInPythonCreatesProducesConsumesAndAsks(@TempDir Path data, @TempDir Path files) throws Exception {
        Program.assumeThatRuns(files, PYTHON, "-c", "import kafka");
        try (TestBroker broker = TestBroker.start(data)) {
            Program.Ended ended = Program.of(files, PYTHON, SCRIPT.toString(), broker.address())
                    .run()
                    .well();
            assertThat(ended.lines())
                    .containsExactly(
                            "the topic exists once",
                            "topics: True",
                            "last offset: 1000",
                            "first: b'k0' b'v0' [('n', b'0')]",
                            "in order: True",
                            "committed: 1001",
                            "ends: 0 1001",
                            "by time: 0",
                            "groups: True",
                            "group: python-readers Empty",
                            "offsets: 1001",
                            "retention: 3600000",
                            "partitions: 3",
                            "topics: False");
        }
    }
}
