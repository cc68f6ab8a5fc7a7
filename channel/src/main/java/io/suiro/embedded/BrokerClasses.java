package io.suiro.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The classes that a broker loads from its start to the first record, but for the JDK's and Kafka's. They are kept in {@code start.classes}, of which a test says
 * when it no longer holds.
 */
public final class BrokerClasses {
    private static final Logger LOG = Logger.getLogger(BrokerClasses.class);
    private static final String LIST = "start.classes";

    private BrokerClasses() {}

    /** Loads and links them, and initialises none, so that it cannot get in the way of a start beside it. Any thread. */
    public static void load() {
        ClassLoader loader = BrokerClasses.class.getClassLoader();
        for (String name : names()) {
            try {
                // Links it, which is the larger part.
                var _ = Class.forName(name, false, loader).getDeclaredConstructors();
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debugf("left to the start: %s", e);
            }
        }
    }

    /** In the order in which they are loaded. */
    static List<String> names() {
        InputStream list = BrokerClasses.class.getResourceAsStream(LIST);
        if (list == null) {
            throw new IllegalStateException(LIST + " is not beside " + BrokerClasses.class);
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(list, UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
