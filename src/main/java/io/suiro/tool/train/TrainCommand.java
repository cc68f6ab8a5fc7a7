package io.suiro.tool.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Puts a broker of a cluster of three to all the work that clients give one, for some seconds, or writes to all three while others of them
 * end and come back; the launcher records the broker meanwhile.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Puts load on a new broker of this machine, for its JVM to learn from.",
        mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
    private static final String[] PROBED = {"/q/health/started", "/q/health/ready", "/q/health/live", "/q/metrics"};

    @Parameters(paramLabel = "DIR", description = "The data directory of a broker that serves clients.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(names = "--steadily", description = "Write a little to all brokers, until this command is ended.")
    private boolean steadily;

    @Override
    public Integer call() throws IOException {
        ReadyBroker broker = ReadyBroker.of(directory);
        if (steadily) {
            new SteadyLoad(broker.bootstrap()).run();
            return 0;
        }
        new TrainingLoad(broker).run();
        for (String path : PROBED) {
            try (InputStream answer = URI.create("http://127.0.0.1:" + broker.httpPort() + path)
                    .toURL()
                    .openStream()) {
                answer.transferTo(OutputStream.nullOutputStream());
            }
        }
        return 0;
    }
}
