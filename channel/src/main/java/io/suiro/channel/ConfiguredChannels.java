package io.suiro.channel;

import io.smallrye.reactive.messaging.providers.impl.ConnectorConfig;
import io.suiro.base.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.spi.ConnectorFactory;

/**
 * The channels that an application's configuration names, {@code mp.messaging.incoming.NAME.…} and {@code mp.messaging.outgoing.NAME.…}, held beside those that
 * it has, and the connectors. A complaint names the key, its value and the nearest name that is one.
 */
final class ConfiguredChannels {
    private static final String SMALLRYE = "smallrye-";

    private final Config config;

    ConfiguredChannels(Config config) {
        this.config = config;
    }

    /** A key of a channel's configuration. */
    private record Key(String prefix, String channel, String key) {
        static Optional<Key> of(String prefix, String key) {
            if (!key.startsWith(prefix)) {
                return Optional.empty();
            }
            String rest = key.substring(prefix.length());
            int end = rest.startsWith("\"") ? rest.indexOf('"', 1) : rest.indexOf('.');
            return end <= 0
                    ? Optional.empty()
                    : Optional.of(new Key(
                            prefix, rest.startsWith("\"") ? rest.substring(1, end) : rest.substring(0, end), key));
        }

        /** Without the number that several members of a group have behind it. */
        String name() {
            int number = channel.indexOf('$');
            return number < 0 ? channel : channel.substring(0, number);
        }

        String of(String attribute) {
            return prefix + (channel.contains(".") ? '"' + channel + '"' : channel) + "." + attribute;
        }
    }

    /**
     * Every channel that is configured is one that the application takes from.
     *
     * @param incoming those that it takes from
     * @param connectors the names of those that there are, asked for if need be
     * @throws IllegalArgumentException if not
     */
    void checkIncoming(Set<String> incoming, Supplier<Set<String>> connectors) {
        check(ConnectorFactory.INCOMING_PREFIX, incoming, "no method and no injected channel takes from ", connectors);
    }

    /** As {@link #checkIncoming}, for those that it sends to. */
    void checkOutgoing(Set<String> outgoing, Supplier<Set<String>> connectors) {
        check(ConnectorFactory.OUTGOING_PREFIX, outgoing, "no method and no emitter sends to ", connectors);
    }

    private void check(String prefix, Set<String> known, String nobody, Supplier<Set<String>> connectors) {
        for (Key key : keys(prefix)) {
            String connector = connector(key).orElse(null);
            if (connector != null && !connector.equals(SuiroConnector.NAME)) {
                checkConnector(key, connector, connectors.get());
            } else if (!known.contains(key.name())
                    && isEnabled(key)
                    && !Attributes.isOfTheEnvironment(config, key.key())) {
                throw new IllegalArgumentException(key.key() + "=" + value(key.key()) + ": " + nobody + key.name()
                        + NearestName.hint(key.name(), known));
            }
        }
    }

    private void checkConnector(Key key, String connector, Collection<String> connectors) {
        if (!connectors.contains(connector) && !connectors.contains(SMALLRYE + connector) && isEnabled(key)) {
            throw new IllegalArgumentException(key.of("connector") + "=" + connector + ": there is no such connector"
                    + NearestName.hint(connector, connectors));
        }
    }

    /**
     * Every attribute of this connector's channels is one, and has a value that it allows.
     *
     * @throws IllegalArgumentException if not
     */
    void checkAttributes() {
        for (String channel : ofThisConnector(ConnectorFactory.INCOMING_PREFIX)) {
            IncomingSettings.of(Attributes.incoming(of(ConnectorFactory.INCOMING_PREFIX, channel)), config);
        }
        for (String channel : ofThisConnector(ConnectorFactory.OUTGOING_PREFIX)) {
            OutgoingSettings.of(Attributes.outgoing(of(ConnectorFactory.OUTGOING_PREFIX, channel)));
        }
    }

    private Set<String> ofThisConnector(String prefix) {
        return keys(prefix).stream()
                .filter(key ->
                        connector(key).filter(SuiroConnector.NAME::equals).isPresent() && isEnabled(key))
                .map(Key::channel)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Config of(String prefix, String channel) {
        return new ConnectorConfig(prefix, config, SuiroConnector.NAME, channel) {};
    }

    /** Those of outgoing channels of this connector which no serializer is configured for. */
    boolean isEncodedHere(String channel) {
        Key key = new Key(ConnectorFactory.OUTGOING_PREFIX, channel, "");
        return connector(key).filter(SuiroConnector.NAME::equals).isPresent()
                && value(key.of("value.serializer")).isEmpty()
                && value(ConnectorFactory.CONNECTOR_PREFIX + SuiroConnector.NAME + ".value.serializer")
                        .isEmpty();
    }

    private List<Key> keys(String prefix) {
        List<Key> keys = new ArrayList<>();
        for (String name : names()) {
            Key.of(prefix, name).ifPresent(keys::add);
        }
        return keys;
    }

    /** In an order that does not depend on where they come from, so that the same mistake is told first each time. */
    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        config.getPropertyNames().forEach(names::add);
        return names;
    }

    private Optional<String> connector(Key key) {
        return config.getOptionalValue(key.of("connector"), String.class);
    }

    private boolean isEnabled(Key key) {
        return config.getOptionalValue(key.of("enabled"), Boolean.class).orElse(true);
    }

    private String value(String key) {
        return config.getOptionalValue(key, String.class).orElse("");
    }
}
