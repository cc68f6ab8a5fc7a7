package io.suiro.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A Java program of Apache Kafka's, to be run as a process of its own from the tests' class path. */
public final class KafkaJava {
    /** Without Quarkus, which keeps log lines until an application has started. */
    public static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("quarkus"))
            .collect(Collectors.joining(File.pathSeparator));

    private static final String LOGGING = """
            logger.level=WARN
            logger.handlers=CONSOLE
            handler.CONSOLE=org.jboss.logmanager.handlers.ConsoleHandler
            handler.CONSOLE.formatter=PATTERN
            formatter.PATTERN=org.jboss.logmanager.formatters.PatternFormatter
            formatter.PATTERN.properties=pattern
            formatter.PATTERN.pattern=%d{HH:mm:ss,SSS} %-5p [%c] %s%e%n
            """;

    private KafkaJava() {}

    /** Not started yet; both streams are one. It logs warnings, to its output. */
    public static ProcessBuilder command(Path directory, List<String> flags, String main, String... arguments)
            throws IOException {
        Path logging = directory.resolve("logging.properties");
        Files.writeString(logging, LOGGING);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JavaFlags.and(flags));
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-Dlogging.configuration=" + logging.toUri());
        command.addAll(List.of("-cp", CLASS_PATH, main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    }
}
