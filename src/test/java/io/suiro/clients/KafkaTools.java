package io.suiro.clients;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Kafka's command line tools, each a process of its own as its shell script would start it, but for a virtual machine
 * that is up quickly.
 */
record KafkaTools(Path files, String address) {
    /**
     * Without a logging backend: what a tool prints is then all that there is on its output. Without directories, which the JVM's archive of
     * classes cannot have.
     */
    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") && !entry.contains("slf4j-jboss-logmanager"))
            .collect(Collectors.joining(File.pathSeparator));

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** The first tool that ends leaves it to the others (JDK-8261455), one for each JVM that tests, as two must not write it at once. */
    private static final Path ARCHIVE = Path.of(
                    "target", "kafka-tools-" + System.getProperty("test.fork", "0") + ".jsa")
            .toAbsolutePath();

    private static final String TOOLS = "org.apache.kafka.tools.";

    Program topics(String... arguments) {
        return connected(TOOLS + "TopicCommand", arguments);
    }

    Program configs(String... arguments) {
        return connected("kafka.admin.ConfigCommand", arguments);
    }

    Program groups(String... arguments) {
        return connected(TOOLS + "consumer.group.ConsumerGroupCommand", arguments);
    }

    Program shareGroups(String... arguments) {
        return connected(TOOLS + "consumer.group.ShareGroupCommand", arguments);
    }

    Program transactions(String... arguments) {
        return connected(TOOLS + "TransactionsCommand", arguments);
    }

    Program consoleProducer(String... arguments) {
        return connected(TOOLS + "ConsoleProducer", arguments);
    }

    Program consoleConsumer(String... arguments) {
        return connected(TOOLS + "consumer.ConsoleConsumer", arguments);
    }

    Program getOffsets(String... arguments) {
        return connected(TOOLS + "GetOffsetShell", arguments);
    }

    Program deleteRecords(String... arguments) {
        return connected(TOOLS + "DeleteRecordsCommand", arguments);
    }

    Program logDirs(String... arguments) {
        return connected(TOOLS + "LogDirsCommand", arguments);
    }

    Program brokerApiVersions() {
        return connected(TOOLS + "BrokerApiVersionsCommand");
    }

    Program producerPerformance(String... arguments) {
        return connected(TOOLS + "ProducerPerformance", arguments);
    }

    Program consumerPerformance(String... arguments) {
        return connected(TOOLS + "ConsumerPerformance", arguments);
    }

    /** Reads files, not brokers. */
    Program dumpLog(String... arguments) {
        return tool(TOOLS + "DumpLogSegments").with(arguments);
    }

    /** For tools that read what they have to do from a file. */
    String file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(files, "tool", ".json"), content)
                .toString();
    }

    private Program connected(String main, String... arguments) {
        return tool(main).with("--bootstrap-server", address).with(arguments);
    }

    private Program tool(String main) {
        List<String> command = List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + ARCHIVE,
                "-Xlog:disable",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                CLASS_PATH,
                main);
        return new Program(files, command);
    }
}
