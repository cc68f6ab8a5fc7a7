package io.suiro.channel;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Whether what an application sends can be written without a serializer that somebody names: bytes, text, numbers and UUIDs can, and what is JSON. Streams, threads and class loaders
 * are no data, nor are classes of the JDK for which Jackson knows nothing better than their getters: a socket, a lock. Of what is abstract, what is sent decides.
 */
final class PayloadTypes {
    private static final List<Class<?>> AROUND = List.of(
            Emitter.class,
            MutinyEmitter.class,
            Message.class,
            Multi.class,
            Uni.class,
            CompletionStage.class,
            Flow.Publisher.class,
            ProducerRecord.class);

    private static final List<Class<?>> NO_DATA =
            List.of(InputStream.class, OutputStream.class, Reader.class, Writer.class, Thread.class, ClassLoader.class);

    /** What is written without Jackson, which need not be there for it. */
    private static final Set<Class<?>> BUILT_IN =
            Set.of(String.class, UUID.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

    private final Supplier<ObjectMapper> json;

    PayloadTypes(Supplier<ObjectMapper> json) {
        this.json = json;
    }

    /** The first type of what is sent that cannot be written, by the type of an emitter or of what a method returns; none if that does not say. */
    Optional<Class<?>> unwritable(Type sent) {
        return payloads(sent).filter(type -> !isWritable(type)).findFirst();
    }

    private static Stream<Class<?>> payloads(Type type) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() instanceof Class<?> raw ->
                isAround(raw)
                        ? Stream.of(generic.getActualTypeArguments()).flatMap(PayloadTypes::payloads)
                        : Stream.of(raw);
            case WildcardType wildcard -> Stream.of(wildcard.getUpperBounds()).flatMap(PayloadTypes::payloads);
            case Class<?> raw when !isAround(raw) -> Stream.of(raw);
            default -> Stream.of();
        };
    }

    private static boolean isAround(Class<?> raw) {
        return KeyedRecords.isRecord(raw) || AROUND.stream().anyMatch(around -> around.isAssignableFrom(raw));
    }

    private boolean isWritable(Class<?> type) {
        if (NO_DATA.stream().anyMatch(none -> none.isAssignableFrom(type))) {
            return false;
        }
        if (BUILT_IN.contains(type)
                || Modifier.isAbstract(type.getModifiers())
                || !type.getName().startsWith("java.")
                || type == Object.class
                || type == Void.class
                || Throwable.class.isAssignableFrom(type)) {
            return true;
        }
        try {
            JsonSerializer<?> serializer =
                    json.get().getSerializerProviderInstance().findValueSerializer(type);
            return !(serializer instanceof BeanSerializerBase) && !(serializer instanceof UnknownSerializer);
        } catch (JsonMappingException e) {
            return false;
        }
    }
}
