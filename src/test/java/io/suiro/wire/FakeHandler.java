package io.suiro.wire;

import io.suiro.base.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** A handler made of a function; Produce is pipelined, and without acks it is not answered. */
record FakeHandler<Q extends ApiMessage, R extends ApiMessage>(
        ApiKeys api, short minVersion, short maxVersion, BiFunction<Q, RequestContext, CompletionStage<R>> function)
        implements ApiHandler<Q, R> {

    static <Q extends ApiMessage, R extends ApiMessage> FakeHandler<Q, R> of(
            ApiKeys api, int minVersion, int maxVersion, BiFunction<Q, RequestContext, R> function) {
        return async(
                api,
                minVersion,
                maxVersion,
                (Q request, RequestContext context) ->
                        CompletableFuture.completedStage(function.apply(request, context)));
    }

    static <Q extends ApiMessage, R extends ApiMessage> FakeHandler<Q, R> async(
            ApiKeys api, int minVersion, int maxVersion, BiFunction<Q, RequestContext, CompletionStage<R>> function) {
        return new FakeHandler<>(api, (short) minVersion, (short) maxVersion, function);
    }

    @Override
    public CompletionStage<R> handle(Q request, RequestContext context) {
        return function.apply(request, context);
    }

    @Override
    public boolean isAnswered(Q request) {
        return !(request instanceof ProduceRequestData produce) || produce.acks() != 0;
    }

    @Override
    public boolean isPipelined() {
        return api == ApiKeys.PRODUCE;
    }
}
