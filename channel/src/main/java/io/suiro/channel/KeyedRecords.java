package io.suiro.channel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.AbstractMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SmallRye's {@code Record<K, V>}, a key and a payload: a class of its Kafka connector, which an application need not have, and so is reached by
 * its name.
 */
final class KeyedRecords {
    private static final String RECORD = "io.smallrye.reactive.messaging.kafka.Record";
    private static final ClassValue<Handles> HANDLES = new ClassValue<>() {
        @Override
        protected Handles computeValue(Class<?> type) {
            return Handles.of(type);
        }
    };

    private KeyedRecords() {}

    private record Handles(MethodHandle of, MethodHandle key, MethodHandle value) {
        static Handles of(Class<?> type) {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            try {
                MethodType getter = MethodType.methodType(Object.class);
                return new Handles(
                        lookup.findStatic(type, "of", MethodType.methodType(type, Object.class, Object.class)),
                        lookup.findVirtual(type, "key", getter),
                        lookup.findVirtual(type, "value", getter));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(type + " is not the Record that is known here", e);
            }
        }
    }

    static boolean isRecord(Class<?> type) {
        return type.getName().equals(RECORD);
    }

    static Object of(Class<?> type, @Nullable Object key, @Nullable Object value) {
        return call(HANDLES.get(type).of, key, value);
    }

    /** Of an instance; the entry's parts may be null. */
    static Map.Entry<@Nullable Object, @Nullable Object> parts(Object record) {
        Handles handles = HANDLES.get(record.getClass());
        return new AbstractMap.SimpleImmutableEntry<>(call(handles.key, record), call(handles.value, record));
    }

    @SuppressWarnings("NullAway") // what a Record holds may be null
    private static Object call(MethodHandle handle, @Nullable Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
