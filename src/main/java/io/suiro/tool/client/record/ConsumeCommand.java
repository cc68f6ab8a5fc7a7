package io.suiro.tool.client.record;

import io.suiro.tool.client.Bounds;
import io.suiro.tool.client.ClientCommand;
import io.suiro.tool.client.ClientOptions;
import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.Partitions;
import io.suiro.tool.client.Place;
import io.suiro.tool.client.PlaceConverter;
import io.suiro.tool.client.Presence;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro consume}: a line on the standard output for each record. */
@Command(
        name = "consume",
        description = {
            "Prints records, and waits for more until Ctrl-C. Without --group it reads all partitions that there are at the"
                    + " start; with it, those that the group gives it, and commits what it has printed.",
            ""
        },
        footer = {
            "",
            "Placeholders of --format: {topic} {partition} {offset} {timestamp} (ms) {time} (UTC) {key} {value} {headers}"
                    + " {header:NAME}; \\t is a tab, \\n a line's end.",
            "",
            "Examples:",
            "  ./suiro consume orders",
            "  ./suiro consume orders --from -10 --exit --format '{offset} {key}: {value}'",
            "  ./suiro consume orders --from -1h --format json | jq -r .value",
            "  ./suiro consume orders prices --group readers --from beginning --max 100",
            "  ./suiro consume --include 'orders-.*' --from beginning --timeout-ms 5000",
            "  ./suiro consume counts --from -10 --format '{key}: {value}' --value-as long"
        },
        mixinStandardHelpOptions = true)
public final class ConsumeCommand extends ClientCommand {
    private static final String READ_COMMITTED = "read_committed";

    @Parameters(paramLabel = "TOPIC", arity = "0..*", description = "What to read.")
    private List<String> topics = List.of();

    @Option(
            names = "--include",
            paramLabel = "REGEX",
            converter = RegexConverter.class,
            description =
                    "Instead of TOPIC: topics whose whole names match, but no internal ones; with --group also such"
                            + " as come to be later.")
    private @Nullable Pattern include;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            converter = PlaceConverter.class,
            description = "Where to begin: " + Place.FORMS
                    + " With --group beginning or end, which holds where it has committed nothing. Default: end.")
    private Place from = new Place.End();

    @Option(names = "--group", paramLabel = "NAME", description = "Read as a member of this group.")
    private @Nullable String group;

    @Option(names = "--partition", paramLabel = "N", split = ",", description = "This only; repeatable.")
    private List<Integer> partitions = List.of();

    @Option(names = "--max", paramLabel = "N", description = "End after so many records.")
    private long max = Long.MAX_VALUE;

    @Option(names = "--exit", description = "End where the topics ended when the command began.")
    private boolean exit;

    @Option(names = "--timeout-ms", paramLabel = "MS", description = "End when nothing has come for so long.")
    private long timeoutMs = Long.MAX_VALUE;

    @Option(
            names = "--key-as",
            paramLabel = "TYPE",
            defaultValue = "text",
            description = "What keys are: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private BytesAs keys;

    @Option(
            names = "--value-as",
            paramLabel = "TYPE",
            defaultValue = "text",
            description = "What values are, of the same. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private BytesAs values;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the value), json, or a template. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String format;

    @Option(names = "--read-committed", description = "Only records that no open or aborted transaction wrote.")
    private boolean readCommitted;

    @Override
    protected void check() {
        if (topics.isEmpty() == (include == null)) {
            throw wrong(
                    include == null
                            ? "Missing required parameter: 'TOPIC', or --include"
                            : "--include says which topics: none is named beside it");
        }
        if (group != null && !partitions.isEmpty()) {
            throw wrong("--partition goes without --group, which chooses partitions by itself");
        }
        if (group != null && !(from instanceof Place.Beginning || from instanceof Place.End)) {
            throw wrong(
                    "with --group --from is beginning or end; ./suiro group reset-offsets sets where a group goes on");
        }
        if (max < 1) {
            throw wrong("--max " + max + " is less than 1");
        }
        if (timeoutMs < 1) {
            throw wrong("--timeout-ms " + timeoutMs + " is less than 1");
        }
    }

    @Override
    protected int run(ClientOptions options) throws IOException, ExecutionException, InterruptedException {
        RecordFormat printed = format();
        Map<String, Object> properties = properties(options);
        Map<TopicPartition, Long> starts;
        Bounds bounds;
        try (Admin admin = ClientOptions.admin(properties)) {
            List<TopicPartition> chosen = new ArrayList<>();
            for (String topic : include == null ? topics : matching(admin, include)) {
                chosen.addAll(Partitions.of(admin, topic, partitions));
            }
            bounds = Bounds.of(admin, chosen, isolation(properties));
            starts = group == null ? from.in(admin, bounds) : Map.of();
        }
        try (Reading reading = new Reading(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                new Reading.Limits(exit ? bounds.ends() : Map.of(), max, timeoutMs),
                group != null,
                new Presence(
                        String.valueOf(properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)), this::complain))) {
            if (group == null) {
                reading.assign(starts);
            } else if (include == null) {
                reading.subscribe(topics);
            } else {
                reading.subscribe(include);
            }
            reading.printAll(printed, new FileOutputStream(FileDescriptor.out));
        }
        return 0;
    }

    private RecordFormat format() {
        try {
            RecordFormat parsed = RecordFormat.parse(format);
            return keys == BytesAs.TEXT && values == BytesAs.TEXT ? parsed : new DecodedFormat(parsed, keys, values);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Kafka's consumers leave internal topics out where they subscribe to a pattern; so does this. */
    private static List<String> matching(Admin admin, Pattern pattern)
            throws CommandFailed, ExecutionException, InterruptedException {
        List<String> matching = admin.listTopics().names().get().stream()
                .filter(name -> pattern.matcher(name).matches())
                .sorted()
                .toList();
        if (matching.isEmpty()) {
            throw new CommandFailed("no topic matches " + pattern + "; ./suiro topic list shows those that are there");
        }
        return matching;
    }

    private static IsolationLevel isolation(Map<String, Object> properties) {
        return READ_COMMITTED.equals(properties.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG))
                ? IsolationLevel.READ_COMMITTED
                : IsolationLevel.READ_UNCOMMITTED;
    }

    private Map<String, Object> properties(ClientOptions options) throws IOException {
        Map<String, Object> properties = new HashMap<>(options.properties());
        if (group != null) {
            properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                group != null && from instanceof Place.End ? "latest" : "earliest");
        if (readCommitted) {
            properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
        }
        return properties;
    }
}
