package io.suiro.compared;

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

/** The connectors. With either the broker is in this process, on a directory that the other may have had before. */
enum Compared {
    SUIRO(SuiroConnector.NAME, SuiroConnector.class),
    SMALLRYE_KAFKA(KafkaConnector.CONNECTOR_NAME, KafkaConnector.class);

    private static final String ALL = "mp.messaging.connector." + KafkaConnector.CONNECTOR_NAME + ".";

    private final String word;
    private final Class<?> type;

    Compared(String word, Class<?> type) {
        this.word = word;
        this.type = type;
    }

    /** @param configuration with keys that begin with {@code mp.messaging}, without the connector */
    Running start(List<Class<?>> beans, Path data, Map<String, String> configuration) {
        Map<String, String> settings = new HashMap<>(configuration);
        for (String key : configuration.keySet()) {
            String[] parts = key.split("\\.", 5);
            settings.put(String.join(".", parts[0], parts[1], parts[2], parts[3], "connector"), word);
        }
        if (this == SUIRO) {
            settings.put("suiro.embedded.enabled", "true");
            settings.put("suiro.embedded.data", data.toString());
            Application application = new Application(type, beans, settings);
            return new Running(this, application, application.bean(EmbeddedBroker.class));
        }
        EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedOptions.on(data));
        settings.put(ALL + "bootstrap.servers", broker.bootstrapServers());
        settings.put(ALL + "value.serializer", ByteArraySerializer.class.getName());
        settings.put(ALL + "value.deserializer", ByteArrayDeserializer.class.getName());
        return new Running(this, new Application(type, beans, settings), broker);
    }

    /** An application that has begun. */
    record Running(Compared connector, Application application, EmbeddedBroker broker) implements AutoCloseable {
        @Override
        public void close() {
            application.close();
            if (connector == SMALLRYE_KAFKA) {
                broker.close();
            }
        }
    }
}
