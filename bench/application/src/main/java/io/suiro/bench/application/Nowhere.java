package io.suiro.bench.application;

import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Acknowledges what it gets, and does nothing else: what an application's channels cost without a broker. */
@ApplicationScoped
@Connector("nowhere")
public class Nowhere implements OutboundConnector {
    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return MultiUtils.via(messages ->
                messages.call(message -> io.smallrye.mutiny.Uni.createFrom().completionStage(message::ack)));
    }
}
