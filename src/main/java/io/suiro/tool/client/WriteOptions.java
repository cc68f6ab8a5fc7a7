package io.suiro.tool.client;

import io.suiro.base.NearestName;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
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
            description = "Who must have a record: all in-sync replicas, the leader (1), nobody (0). Default: all.")
    private @Nullable String acks;

    @Option(
            names = "--compression",
            paramLabel = "CODEC",
            description = "none, gzip, snappy, lz4 or zstd. Default: none.")
    private @Nullable String compression;

    /** Puts those that are typed over the properties of a producer; a wrong one is a wrong command line. */
    public void addTo(Map<String, Object> properties) {
        if (acks != null) {
            allowed("--acks", acks, ACKS);
            properties.put(ProducerConfig.ACKS_CONFIG, acks);
        }
        if (compression != null) {
            allowed("--compression", compression, CODECS);
            properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        }
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
