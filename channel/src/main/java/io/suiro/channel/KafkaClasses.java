package io.suiro.channel;

import java.lang.reflect.InvocationTargetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Serializers and deserializers of Kafka's kind that a channel's configuration names. */
final class KafkaClasses {
    private KafkaClasses() {}

    /** Null if the attribute is absent. */
    @SuppressWarnings("unchecked")
    static @Nullable Serializer<Object> serializer(Attributes attributes, String name, boolean isKey) {
        String type = attributes.text(name).orElse(null);
        if (type == null) {
            return null;
        }
        Serializer<Object> made = make(attributes, name, type, Serializer.class);
        configure(attributes, name, () -> made.configure(attributes.all(), isKey));
        return made;
    }

    /** Null if the attribute is absent. */
    @SuppressWarnings("unchecked")
    static @Nullable Deserializer<Object> deserializer(Attributes attributes, String name, boolean isKey) {
        String type = attributes.text(name).orElse(null);
        if (type == null) {
            return null;
        }
        Deserializer<Object> made = make(attributes, name, type, Deserializer.class);
        configure(attributes, name, () -> made.configure(attributes.all(), isKey));
        return made;
    }

    private static void configure(Attributes attributes, String name, Runnable configuring) {
        try {
            configuring.run();
        } catch (KafkaException e) {
            throw attributes.wrong(name, "a class that these attributes configure, which says: " + e.getMessage());
        }
    }

    private static <T> T make(Attributes attributes, String name, String type, Class<T> kind) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(type, true, loader)
                    .asSubclass(kind)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException | ClassCastException e) {
            throw attributes.wrong(name, "the name of a class that is a " + kind.getName());
        } catch (InvocationTargetException e) {
            throw attributes.wrong(name, "a class that can be made, which fails: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw attributes.wrong(name, "a public class with a public constructor without parameters");
        }
    }
}
