package io.suiro.channel;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.suiro.base.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
            "initialization",
            "pausable",
            "initially-paused",
            "pausable.initially-paused",
            "pausable.late-subscription",
            "pausable.buffer-size",
            "pausable.buffer-strategy");

    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{Alnum}]");

    private final Config config;
    private final String prefix;
    private final String channel;
    private final Set<String> idle = new TreeSet<>();

    private Attributes(Config config, Direction direction) {
        this.config = config;
        this.channel = config.getValue(ConnectorFactory.CHANNEL_NAME_ATTRIBUTE, String.class);
        this.prefix =
                (direction == Direction.INCOMING ? ConnectorFactory.INCOMING_PREFIX : ConnectorFactory.OUTGOING_PREFIX)
                        + channel + ".";
    }

    static Attributes incoming(Config config) {
        return new Attributes(config, Direction.INCOMING).check(Direction.INCOMING, () -> ConsumerConfig.configNames());
    }

    static Attributes outgoing(Config config) {
        return new Attributes(config, Direction.OUTGOING).check(Direction.OUTGOING, () -> ProducerConfig.configNames());
    }

    /** @param kafkaNames asked for only if need be: the classes that have them take a while to load */
    private Attributes check(Direction direction, Supplier<Set<String>> kafkaNames) {
        Set<String> known = new HashSet<>(
                direction == Direction.INCOMING ? DeclaredAttributes.INCOMING : DeclaredAttributes.OUTGOING);
        known.addAll(OF_ANY_CHANNEL);
        for (String name : config.getPropertyNames()) {
            if (isOneOf(known, name) || (isOfAllChannels(name) && isOfAny(name))) {
                continue;
            }
            if (!KafkaConnectorAttributes.isSo(name, raw(name))
                    && !isOneOf(kafkaNames.get(), name)
                    && !isOneOf(KafkaConnectorAttributes.WITHOUT_EFFECT.keySet(), name)) {
                throw unknown(name, known);
            }
            idle.add(name);
        }
        return this;
    }

    /** Says which are without effect. */
    Attributes tell() {
        List<String> ofClients = new ArrayList<>();
        for (String name : idle) {
            String reason = KafkaConnectorAttributes.reason(name);
            if (reason == null) {
                ofClients.add(name);
            } else {
                LOG.infof("%s=%s: without effect, for %s", key(name), raw(name), reason);
            }
        }
        if (!ofClients.isEmpty()) {
            LOG.infof(
                    "%s{%s}: without effect on a channel in the broker's process", prefix, String.join(",", ofClients));
        }
        return this;
    }

    /** A variable of the environment has capitals and underscores, or dots where nobody knows better, in place of the rest. */
    private boolean isOneOf(Set<String> names, String name) {
        return names.contains(name)
                || (isOfTheEnvironment(config, name)
                        && names.stream().anyMatch(one -> letters(one).equalsIgnoreCase(letters(name))));
    }

    /** Whether a variable of the environment says it. */
    static boolean isOfTheEnvironment(Config config, String name) {
        String source = config.getConfigValue(name).getSourceName();
        return source != null && source.startsWith(EnvConfigSource.NAME);
    }

    private static String letters(String name) {
        return NO_LETTER.matcher(name).replaceAll("_");
    }

    private IllegalArgumentException unknown(String name, Set<String> known) {
        String reason = KafkaConnectorAttributes.reason(name);
        return new IllegalArgumentException(key(name) + "=" + raw(name)
                + (reason == null
                        ? ": the connector suiro has no such attribute" + NearestName.hint(name, known)
                        : ": the connector suiro has no such attribute, for " + reason));
    }

    /** Whether it is said for all channels of the connector, of which this may be one that it means nothing to. */
    private boolean isOfAllChannels(String name) {
        return key(name).startsWith(ConnectorFactory.CONNECTOR_PREFIX);
    }

    private static boolean isOfAny(String name) {
        return DeclaredAttributes.INCOMING.contains(name)
                || DeclaredAttributes.OUTGOING.contains(name)
                || ConsumerConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name);
    }

    /** As the configuration has it. */
    private String key(String name) {
        String found = config.getConfigValue(name).getName();
        return found != null && found.startsWith(ConnectorFactory.CONNECTOR_PREFIX) ? found : prefix + name;
    }

    private String raw(String name) {
        return config.getOptionalValue(name, String.class).orElse("");
    }

    String channel() {
        return channel;
    }

    /** What the application calls it: {@code concurrency} makes several channels of one, with numbers behind its name. */
    String name() {
        int number = channel.indexOf('$');
        return number < 0 ? channel : channel.substring(0, number);
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
        return new IllegalArgumentException(key(name) + "=" + raw(name) + ": must be " + allowed);
    }
}
