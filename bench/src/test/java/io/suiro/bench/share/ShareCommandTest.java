package io.suiro.bench.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.bench.BrokerHere;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Not how fast, but that all is read. */
class ShareCommandTest {
    @TempDir
    Path data;

    @Test
    void everyGroupReadsAll() throws Exception {
        try (BrokerHere broker = new BrokerHere(data)) {
            StringWriter out = new StringWriter();
            int status = new CommandLine(new ShareCommand())
                    .setOut(new PrintWriter(out))
                    .execute(
                            "--bootstrap", broker.bootstrap(),
                            "--records", "2000",
                            "--consumers", "1,2",
                            "--passes", "1",
                            "--pid", Long.toString(ProcessHandle.current().pid()));
            assertThat(status).isZero();
            assertThat(out.toString()).contains("1 consumers", "2 consumers", "records/s", "CPU s per million");
        }
    }
}
