package io.suiro.tool.client;

import io.suiro.base.NearestName;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How records are written. */
public final class WriteOptions {
    private static final List<String> ACKS = List.of("all", "1", "0");
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Option(
            names = "--acks",
            paramLabel = "ACKS",
            defaultValue = "all",
            description =
                    "Who must have a record: all in-sync replicas, the leader (1), nobody (0). Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String acks;

    @Option(
            names = "--compression",
            paramLabel = "CODEC",
            defaultValue = "none",
            description = "none, gzip, snappy, lz4 or zstd. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String compression;

    /** Adds them to the properties of a producer; a wrong one is a wrong command line. */
    public void addTo(Map<String, Object> properties) {
        allowed("--acks", acks, ACKS);
        allowed("--compression", compression, CODECS);
        properties.put(ProducerConfig.ACKS_CONFIG, acks);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "all".equals(acks));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    }

    private void allowed(String option, String value, List<String> values) {
        if (!values.contains(value)) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " " + value + " is none of " + String.join(", ", values)
                            + NearestName.hint(value, values));
        }
    }
}
