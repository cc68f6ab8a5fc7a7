package io.suiro.channel;

import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.suiro.base.NearestName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.spi.ConnectorFactory;
import org.jboss.logging.Logger;

/**
 * The configuration of one channel, checked: an attribute that nobody knows, or a value that it does not allow, stops the start with {@link
 * IllegalArgumentException}, which names the key, the value and what is meant. Those known to Kafka's clients alone are left without effect.
 */
final class Attributes {
    private static final Logger LOG = Logger.getLogger(Attributes.class);

    /** What SmallRye and Quarkus read of any channel, whatever its connector. */
    private static final Set<String> OF_ANY_CHANNEL = Set.of(
            "connector",
            "type",
            "channel-name",
            "enabled",
            "concurrency",
            "broadcast",
            "merge",
            "auto-create",
            "initialization");
    /** Of SmallRye's Kafka connector, and about what there is not here: a connection, or threads that poll it. */
    private static final Set<String> OF_A_CONNECTION = Set.of(
            "kafka-configuration",
            "client-id-prefix",
            "lazy-client",
            "retry",
            "retry-attempts",
            "retry-max-wait",
            "poll-timeout",
            "tracing-enabled",
            "close-timeout",
            "waitForWriteCompletion",
            "health-readiness-enabled",
            "health-readiness-topic-verification",
            "health-readiness-timeout",
            "health-topic-verification-enabled",
            "health-topic-verification-timeout",
            "health-topic-verification-startup-disabled",
            "health-topic-verification-readiness-disabled",
            "pause-if-no-requests",
            "max-queue-size-factor",
            "partitions",
            "requests",
            "throttled.unprocessed-record-max-age.ms",
            "dead-letter-queue.producer-client-id",
            "dead-letter-queue.key.serializer",
            "dead-letter-queue.value.serializer",
            "fail-on-deserialization-failure");

    private final Config config;
    private final String prefix;
    private final String channel;

    private Attributes(Config config, Direction direction) {
        this.config = config;
        this.channel = config.getValue(ConnectorFactory.CHANNEL_NAME_ATTRIBUTE, String.class);
        this.prefix =
                (direction == Direction.INCOMING ? ConnectorFactory.INCOMING_PREFIX : ConnectorFactory.OUTGOING_PREFIX)
                        + channel + ".";
    }

    static Attributes incoming(Config config) {
        return new Attributes(config, Direction.INCOMING).check(Direction.INCOMING, ConsumerConfig.configNames());
    }

    static Attributes outgoing(Config config) {
        return new Attributes(config, Direction.OUTGOING).check(Direction.OUTGOING, ProducerConfig.configNames());
    }

    private Attributes check(Direction direction, Set<String> kafkaNames) {
        Set<String> known = Arrays.stream(SuiroConnector.class.getAnnotationsByType(ConnectorAttribute.class))
                .filter(one -> one.direction() == direction || one.direction() == Direction.INCOMING_AND_OUTGOING)
                .map(ConnectorAttribute::name)
                .collect(Collectors.toCollection(HashSet::new));
        known.addAll(OF_ANY_CHANNEL);
        Set<String> idle = new TreeSet<>();
        for (String name : config.getPropertyNames()) {
            if (known.contains(name)) {
                continue;
            }
            if (!kafkaNames.contains(name) && !OF_A_CONNECTION.contains(name)) {
                throw new IllegalArgumentException(prefix + name + "=" + raw(name)
                        + ": the connector suiro has no such attribute" + NearestName.hint(name, known));
            }
            idle.add(name);
        }
        if (!idle.isEmpty()) {
            LOG.infof("%s{%s}: without effect on a channel in the broker's process", prefix, String.join(",", idle));
        }
        return this;
    }

    private String raw(String name) {
        return config.getOptionalValue(name, String.class).orElse("");
    }

    String channel() {
        return channel;
    }

    Optional<String> text(String name) {
        return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
    }

    /** Comma-separated; empty if it is absent. */
    List<String> list(String name) {
        return text(name)
                .map(value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    boolean flag(String name, boolean otherwise) {
        return text(name)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw wrong(name, "true or false");
                })
                .orElse(otherwise);
    }

    int number(String name, int otherwise, int least) {
        return text(name).map(value -> parse(name, value, least)).orElse(otherwise);
    }

    private int parse(String name, String value, int least) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number from " + least);
        }
        throw wrong(name, "a whole number from " + least);
    }

    /** One of several words. */
    <T> T oneOf(String name, List<T> choices, Function<T, String> word, T otherwise) {
        return text(name)
                .map(value -> choices.stream()
                        .filter(choice -> word.apply(choice).equals(value))
                        .findFirst()
                        .orElseThrow(() -> {
                            List<String> words = choices.stream().map(word).toList();
                            return wrong(name, "one of " + String.join(", ", words) + NearestName.hint(value, words));
                        }))
                .orElse(otherwise);
    }

    /** All of them, as configuration of a class of Kafka's. */
    Map<String, String> all() {
        Map<String, String> all = new HashMap<>();
        config.getPropertyNames().forEach(name -> text(name).ifPresent(value -> all.put(name, value)));
        return all;
    }

    /** A complaint about this attribute's value. */
    IllegalArgumentException wrong(String name, String allowed) {
        return new IllegalArgumentException(prefix + name + "=" + raw(name) + ": must be " + allowed);
    }
}
