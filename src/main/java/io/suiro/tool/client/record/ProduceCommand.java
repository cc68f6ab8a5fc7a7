package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.tool.client.ClientCommand;
import io.suiro.tool.client.ClientOptions;
import io.suiro.tool.client.ExistingNames;
import io.suiro.tool.client.Partitions;
import io.suiro.tool.client.Progress;
import io.suiro.tool.client.WriteOptions;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro produce}: a record for each line of the standard input. */
@Command(
        name = "produce",
        description = {
            "Writes a record for each line of the standard input, and returns once all are acknowledged. Prints nothing if all"
                    + " were; a line that is refused is named, and the others are written.",
            ""
        },
        footer = {
            "",
            "With --format json a line is an object with value and, where there are any, key, headers, partition and"
                    + " timestamp, as ./suiro consume --format json prints it.",
            "",
            "Exit status: 0 all are written, 1 some were refused, 2 wrong usage.",
            "",
            "Examples:",
            "  echo 'hello' | ./suiro produce greetings --header source=shell",
            "  printf 'a\\t1\\nb\\t2\\n' | ./suiro produce prices --key-separator '\\t'",
            "  echo '{\"key\":\"a\",\"value\":{\"price\":1}}' | ./suiro produce prices --format json",
            "  ./suiro consume prices --from beginning --exit --format json |",
            "      ./suiro produce copy --format json --create"
        },
        mixinStandardHelpOptions = true)
public final class ProduceCommand extends ClientCommand {
    private static final long MAX_BLOCK_MS = 10_000;
    private static final int BATCH_BYTES = 1 << 14;

    @Parameters(paramLabel = "TOPIC", description = "Where to.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String topic;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What a line is: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private LineFormat format;

    @Option(
            names = "--key-separator",
            paramLabel = "TEXT",
            description = "Text lines are KEY, this, VALUE; \\t is a tab. Default: lines have no key.")
    private @Nullable String separator;

    @Option(names = "--null", paramLabel = "TEXT", description = "A key or value of text that is this is null.")
    private @Nullable String nothing;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header of every record; repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--partition", paramLabel = "N", description = "Default: by the key, as Kafka's clients do.")
    private @Nullable Integer partition;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private WriteOptions writing;

    @Option(names = "--sync", description = "Send a record only once the one before it is acknowledged.")
    private boolean sync;

    @Option(names = "--create", description = "Create the topic, with the cluster's defaults, if it does not exist.")
    private boolean create;

    @Override
    protected int run(ClientOptions options) throws IOException, ExecutionException, InterruptedException {
        LineParser parser = parser();
        List<Header> all = headers();
        Map<String, Object> properties = properties(options);
        int partitions;
        try (Admin admin = ClientOptions.admin(properties)) {
            partitions = partitions(admin);
            properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, batchSize(admin));
        }
        LineReader lines = new LineReader(new FileInputStream(FileDescriptor.in));
        try (Sending sending = new Sending(
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
                        sync,
                        this::complain);
                Progress progress = progress("writing,")) {
            byte[] line = lines.next();
            for (long number = 1; line != null && !sending.isHopeless(); number++) {
                try {
                    ProducerRecord<byte[], byte[]> record = parser.parse(line);
                    if (record.partition() != null && record.partition() >= partitions) {
                        throw new LineRefused("the topic has no partition " + record.partition());
                    }
                    sending.send(number, complete(record, all));
                } catch (LineRefused e) {
                    sending.refuse(number, String.valueOf(e.getMessage()));
                }
                progress.at(number);
                line = lines.next();
            }
            return sending.finish() ? 0 : 1;
        }
    }

    private LineParser parser() {
        if (format == LineFormat.json) {
            if (separator != null || nothing != null) {
                throw wrong(
                        "--key-separator and --null go with --format text: JSON has members key and value, and null");
            }
            return new JsonLines(topic);
        }
        if (separator != null && separator.isEmpty()) {
            throw wrong("--key-separator is empty");
        }
        try {
            return new TextLines(topic, separator == null ? null : Escapes.resolve(separator), nothing);
        } catch (IllegalArgumentException e) {
            throw wrong("--key-separator " + e.getMessage());
        }
    }

    private List<Header> headers() {
        List<Header> parsed = new ArrayList<>();
        for (String header : headers) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw wrong("--header '" + header + "' is not NAME=VALUE");
            }
            parsed.add(new RecordHeader(
                    header.substring(0, equals), header.substring(equals + 1).getBytes(UTF_8)));
        }
        return parsed;
    }

    private Map<String, Object> properties(ClientOptions options) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        writing.addTo(properties);
        options.properties().forEach(properties::putIfAbsent);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        return properties;
    }

    private int partitions(Admin admin) throws IOException, ExecutionException, InterruptedException {
        if (create && !ExistingNames.topics(admin).names().contains(topic)) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
                    .all()
                    .get();
        }
        Partitions.of(admin, topic, partition == null ? List.of() : List.of(partition));
        return Partitions.of(admin, topic, List.of()).size();
    }

    /**
     * Such that the topic takes any batch of several records: one that it does not take Kafka's producer divides by this size,
     * which for a smaller batch comes to the same batch, until its time is up.
     */
    private int batchSize(Admin admin) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        ConfigEntry greatest = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return greatest == null ? BATCH_BYTES : Math.min(BATCH_BYTES, Integer.parseInt(greatest.value()));
    }

    private ProducerRecord<byte[], byte[]> complete(ProducerRecord<byte[], byte[]> record, List<Header> all) {
        ProducerRecord<byte[], byte[]> complete = partition == null
                ? record
                : new ProducerRecord<>(
                        record.topic(), partition, record.timestamp(), record.key(), record.value(), record.headers());
        all.forEach(complete.headers()::add);
        return complete;
    }
}
