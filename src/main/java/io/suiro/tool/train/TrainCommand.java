package io.suiro.tool.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
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

    /** Nobody creates anything by that, but it is looked at as if. */
    private static final String DRY_RUN = "/api/v1/topics?dryRun=true";

    private static final String TOPIC = "{\"name\":\"rehearsal\",\"partitions\":2}";

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
        String door = "http://127.0.0.1:" + broker.httpPort();
        for (String path : PROBED) {
            try (InputStream answer = URI.create(door + path).toURL().openStream()) {
                answer.transferTo(OutputStream.nullOutputStream());
            }
        }
        post(URI.create(door + DRY_RUN), TOPIC);
        return 0;
    }

    private static void post(URI to, String body) throws IOException {
        HttpURLConnection request = (HttpURLConnection) to.toURL().openConnection();
        request.setDoOutput(true);
        request.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = request.getOutputStream()) {
            out.write(body.getBytes(UTF_8));
        }
        try (InputStream answer = request.getInputStream()) {
            answer.transferTo(OutputStream.nullOutputStream());
        }
    }
}
