package io.suiro.bench.channel;

import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import io.suiro.channel.SuiroConnector;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Connectors that an application may have its channels with. The broker is in this process with either, on the same directory. */
enum Connector {
    SUIRO(SuiroConnector.NAME, SuiroConnector.class),
    SMALLRYE_KAFKA(KafkaConnector.CONNECTOR_NAME, KafkaConnector.class);

    /** Before the attributes of the channel that a bean receives from. */
    static final String IN = "mp.messaging.incoming.in.";
    /** Before those of the channel that it sends to. */
    static final String OUT = "mp.messaging.outgoing.out.";

    private static final String ALL = "mp.messaging.connector." + KafkaConnector.CONNECTOR_NAME + ".";

    private final String word;
    private final Class<?> type;

    Connector(String word, Class<?> type) {
        this.word = word;
        this.type = type;
    }

    /** As in an application's configuration. */
    String word() {
        return word;
    }

    /** An application with one bean, which has the channels of which there are attributes. */
    Running start(Class<?> bean, Path data, Map<String, String> configuration) {
        Map<String, String> settings = new HashMap<>(configuration);
        for (String channel : List.of(OUT, IN)) {
            if (configuration.keySet().stream().anyMatch(key -> key.startsWith(channel))) {
                settings.put(channel + "connector", word);
            }
        }
        if (this == SUIRO) {
            settings.put("suiro.embedded.enabled", "true");
            settings.put("suiro.embedded.data", data.toString());
        }
        EmbeddedBroker broker = null;
        if (this == SMALLRYE_KAFKA) {
            broker = EmbeddedBroker.start(EmbeddedOptions.on(data));
            settings.put(ALL + "bootstrap.servers", broker.bootstrapServers());
            settings.put(ALL + "value.serializer", ByteArraySerializer.class.getName());
            settings.put(ALL + "value.deserializer", ByteArrayDeserializer.class.getName());
        }
        return new Running(new ChannelApplication(type, bean, settings), broker);
    }

    /** An application and, if its connector starts none, the broker beside it. */
    record Running(ChannelApplication application, @Nullable EmbeddedBroker broker) implements AutoCloseable {
        @Override
        public void close() {
            application.close();
            if (broker != null) {
                broker.close();
            }
        }
    }
}
