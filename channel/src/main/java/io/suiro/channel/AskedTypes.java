package io.suiro.channel;

import io.quarkus.smallrye.reactivemessaging.runtime.QuarkusMediatorConfiguration;
import io.quarkus.smallrye.reactivemessaging.runtime.SmallRyeReactiveMessagingRecorder.SmallRyeReactiveMessagingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The whole types that methods have their payloads as. Quarkus tells a converter {@code List} of a parameter {@code List<Order>}; the rest is in the
 * method's signature.
 */
@ApplicationScoped
class AskedTypes {
    private final Instance<SmallRyeReactiveMessagingContext> messaging;
    private final Map<Asked, Type> known = new ConcurrentHashMap<>();

    private record Asked(String channel, Class<?> target) {}

    AskedTypes(Instance<SmallRyeReactiveMessagingContext> messaging) {
        this.messaging = messaging;
    }

    /** The target with its type arguments, as a method that the channel goes to has it; else the target as it is. */
    Type whole(String channel, Type target) {
        return target instanceof Class<?> raw && raw.getTypeParameters().length > 0
                ? known.computeIfAbsent(new Asked(channel, raw), this::find)
                : target;
    }

    private Type find(Asked asked) {
        if (!messaging.isResolvable()) {
            return asked.target;
        }
        return messaging.get().getMediatorConfigurations().stream()
                .filter(configuration -> configuration.getIncoming().contains(asked.channel))
                .flatMap(AskedTypes::parameters)
                .flatMap(parameter -> within(parameter, asked.target).stream())
                .findFirst()
                .orElse(asked.target);
    }

    private static Stream<Type> parameters(QuarkusMediatorConfiguration configuration) {
        return method(configuration).stream()
                .flatMap(method -> Stream.concat(
                        Stream.of(method.getGenericParameterTypes()), Stream.of(method.getGenericReturnType())));
    }

    /** The method that a configuration is of. */
    static Optional<Method> method(QuarkusMediatorConfiguration configuration) {
        List<Class<?>> types = configuration.getParameterDescriptor().getTypes();
        for (Class<?> type = configuration.getBean().getBeanClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(configuration.getMethodName())
                        && List.of(method.getParameterTypes()).equals(types)) {
                    return Optional.of(method);
                }
            }
        }
        return Optional.empty();
    }

    /** Where the class stands in the type: itself, or what is in a message or a stream. */
    private static Optional<Type> within(Type type, Class<?> target) {
        if (!(type instanceof ParameterizedType generic)) {
            return Optional.empty();
        }
        return generic.getRawType() == target
                ? Optional.of(type)
                : Stream.of(generic.getActualTypeArguments())
                        .flatMap(argument -> within(argument, target).stream())
                        .findFirst();
    }
}
