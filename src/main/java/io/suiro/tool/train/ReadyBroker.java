package io.suiro.tool.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ports on 127.0.0.1 of a broker that serves clients, as it wrote them into its data directory. */
record ReadyBroker(String port, String httpPort) {
    static ReadyBroker of(Path directory) throws IOException {
        String[] ports =
                Files.readString(directory.resolve("suiro.ready")).strip().split(" ", -1);
        if (ports.length != 2) {
            throw new IOException(directory + " has no ports in suiro.ready");
        }
        return new ReadyBroker(ports[0], ports[1]);
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }
}
