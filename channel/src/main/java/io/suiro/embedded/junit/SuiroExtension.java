package io.suiro.embedded.junit;

import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import io.suiro.embedded.EmbeddedTopic;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A broker for the tests of a class, which is reset before each of them and gone after the last.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SuiroExtension suiro = SuiroExtension.create();
 * }</pre>
 *
 * <p>Or {@code @ExtendWith(SuiroExtension.class)}, and an {@link EmbeddedBroker} as a parameter; the two ways do not share a broker. Nested classes use that
 * of the class around them. Tests of one class that run in parallel would reset each other's topics.
 */
public final class SuiroExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private final EmbeddedOptions options;
    private @Nullable EmbeddedBroker running;

    /** For {@code @ExtendWith}. */
    public SuiroExtension() {
        this(EmbeddedOptions.TEMPORARY);
    }

    private SuiroExtension(EmbeddedOptions options) {
        this.options = options;
    }

    /** A free port, and a directory that goes with the broker. */
    public static SuiroExtension create() {
        return new SuiroExtension();
    }

    /** The same, with settings of the broker by Kafka's names. */
    public static SuiroExtension create(Map<String, String> settings) {
        return new SuiroExtension(EmbeddedOptions.TEMPORARY.with(settings));
    }

    /** Once the class has begun. */
    public EmbeddedBroker broker() {
        return Objects.requireNonNull(
                running, "the broker runs while the tests of a class do: the extension is to be in a static field");
    }

    /** For clients: host:port. */
    public String bootstrapServers() {
        return broker().bootstrapServers();
    }

    /** See {@link EmbeddedBroker#topic}. */
    public EmbeddedTopic topic(String name) {
        return broker().topic(name);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = store(context).computeIfAbsent(this, key -> EmbeddedBroker.start(options), EmbeddedBroker.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        broker().reset();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedBroker.class;
    }

    @Override
    public EmbeddedBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return broker();
    }

    /** JUnit closes what is in it when the class that it belongs to ends. */
    private static Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(SuiroExtension.class));
    }
}
