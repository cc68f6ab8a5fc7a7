package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** librdkafka, whose transactions are those of before KIP-890: it names the partitions before it writes to them. */
final class LibrdkafkaTransactionsTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path SCRIPT = Path.of("src/test/resources/clients/confluent_transactions.py");

    @Test
    void aProgramReadsWorksAndWritesExactlyOnce(@TempDir Path data, @TempDir Path files) throws Exception {
        Program.assumeThatRuns(files, PYTHON, "-c", "import confluent_kafka");
        try (TestBroker broker = TestBroker.start(data, Map.of("transaction.state.log.num.partitions", "3"))) {
            Program.Ended ended = Program.of(files, PYTHON, SCRIPT.toString(), broker.address())
                    .run()
                    .well();
            assertThat(ended.lines())
                    .containsExactly("committed: 30", "read: True", "stored: 30", "fenced: True", "successor: True");
        }
    }
}
