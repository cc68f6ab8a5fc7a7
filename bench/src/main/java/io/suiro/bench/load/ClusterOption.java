package io.suiro.bench.load;

import java.io.IOException;
import picocli.CommandLine.Option;

/** Which cluster. */
public final class ClusterOption {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "bootstrap servers, separated by commas (${DEFAULT-VALUE})")
    private String bootstrap = "";

    public String bootstrap() {
        return bootstrap;
    }

    public Cluster connect() throws IOException {
        return Cluster.connect(bootstrap);
    }
}
