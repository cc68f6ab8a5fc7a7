package io.suiro.tool.client.bench;

import io.suiro.tool.client.AnsweringCommand;
import io.suiro.tool.client.ClientOptions;
import io.suiro.tool.client.WriteOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./suiro bench}: a quick look at how fast a broker is from here. */
@Command(
        name = "bench",
        description = {
            "Writes records to a topic of its own, some of them one by one, reads them all, and deletes the topic. Tells how"
                    + " many went through in a second, and how long it took until one was acknowledged.",
            ""
        },
        footer = {
            "",
            "One producer and one consumer, in one process: where they are the slowest part, the broker can do more. Times of"
                    + " 'write' are those of a queue that is full; 'one by one' is the latency of a record at rest.",
            "",
            "Exit status: 0 all were written and read, 1 something was refused, 2 wrong usage.",
            "",
            "Examples:",
            "  ./suiro bench",
            "  ./suiro bench --records 5000000 --bytes 1000 --compression lz4",
            "  ./suiro bench --replicas 3 --acks all --output json"
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand extends AnsweringCommand {
    private static final int MOST_RECORDS = 1_000_000_000;
    private static final int MOST_BYTES = 1_000_000;
    private static final int MOST_PARTITIONS = 1_000;

    @Option(names = "--records", paramLabel = "N", defaultValue = "1000000", description = "Default: ${DEFAULT-VALUE}.")
    private int records;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "100",
            description = "Of each value; there are no keys. Default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = {"--replicas", "--replication-factor"},
            paramLabel = "N",
            description = "Default: the cluster's default.replication.factor.")
    private @Nullable Short replicas;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private WriteOptions writing;

    @Override
    protected int run(ClientOptions options) throws IOException, ExecutionException, InterruptedException {
        within("--records", records, MOST_RECORDS);
        within("--bytes", bytes, MOST_BYTES);
        within("--partitions", partitions, MOST_PARTITIONS);
        Map<String, Object> properties = new HashMap<>();
        writing.addTo(properties);
        options.properties().forEach(properties::putIfAbsent);
        try (Admin admin = ClientOptions.admin(properties);
                TrialTopic topic = TrialTopic.create(admin, partitions, Optional.ofNullable(replicas))) {
            print(new Trial(properties, topic.name(), partitions, records, bytes, this::progress).run());
        }
        return 0;
    }

    private void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw wrong(option + " " + value + " is not between 1 and " + most);
        }
    }
}
