package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Brokers;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * UnregisterBroker, version 0 (KIP-631).
 *
 * <p>Deviations: refused with INVALID_REQUEST for a broker that runs, or still holds replicas.
 */
public final class UnregisterBrokerHandler
        implements ApiHandler<UnregisterBrokerRequestData, UnregisterBrokerResponseData> {
    private final Brokers brokers;

    public UnregisterBrokerHandler(Brokers brokers) {
        this.brokers = brokers;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.UNREGISTER_BROKER;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public CompletionStage<UnregisterBrokerResponseData> handle(
            UnregisterBrokerRequestData request, RequestContext context) {
        return brokers.unregister(request.brokerId()).thenApply(outcome -> new UnregisterBrokerResponseData()
                .setErrorCode(outcome.code().code())
                .setErrorMessage(outcome.detail()));
    }
}
