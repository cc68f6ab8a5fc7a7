package io.suiro.bench.channel;

import io.suiro.bench.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs a {@link ChannelCommand}, in a process of its own so that what one connector has compiled does not help or hinder the other. */
final class ConnectorProcess {
    private ConnectorProcess() {}

    static Map<Figure, Double> measure(Connector connector, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        String more = System.getenv("JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+", -1)));
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "channel", connector.name()));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 2);
                figures.put(Figure.valueOf(words[0]), Double.valueOf(words[1]));
            }
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0) {
            throw new IOException(connector.word() + " ended with status " + process.exitValue());
        }
        return figures;
    }
}
