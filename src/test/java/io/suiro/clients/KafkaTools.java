package io.suiro.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kafka's command line tools, by their main methods; see {@link ToolsMachine}. */
record KafkaTools(Path files, String address) {
    private static final Program.Runner MACHINE = new ToolsMachine();
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
        return new Program(files, List.of(main), MACHINE);
    }
}
