package io.suiro.wire;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.error.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jboss.logging.Logger;

/**
 * From a received request to its handler, and from what the handler throws to Kafka's error codes: the one place on the
 * wire where errors are translated. Stateless; any event loop.
 */
final class Dispatcher {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final ApiTable table;
    private final WireObserver observer;

    Dispatcher(ApiTable table, WireObserver observer) {
        this.table = table;
        this.observer = observer;
    }

    ApiTable table() {
        return table;
    }

    /**
     * Reads the body and calls the handler. The frame is released when nothing refers to it any more: at once, or when
     * the handler's stage completes. The stage never completes exceptionally.
     *
     * @throws MalformedRequest if the body cannot be read; the frame is released then, too
     */
    CompletionStage<Answer> dispatch(IncomingRequest incoming, RequestContext context) {
        if (!incoming.versionServed() && incoming.handler() instanceof ApiVersionsHandler versions) {
            incoming.release();
            observer.requestRefused(incoming.api(), Errors.UNSUPPORTED_VERSION);
            return CompletableFuture.completedStage(new Answer.Message(versions.unsupportedVersion()));
        }
        FrameReadable body = new FrameReadable(incoming.frame());
        AbstractRequest request;
        try {
            request = AbstractRequest.parseRequest(incoming.api(), incoming.version(), body).request;
        } catch (RuntimeException e) {
            incoming.release();
            throw new MalformedRequest("sent " + incoming.api().name + " version " + incoming.version()
                    + " that cannot be read: " + e.getMessage());
        }
        if (!body.isAliased()) {
            incoming.release();
            return call(incoming.handler(), request, context);
        }
        return call(incoming.handler(), request, context).whenComplete((answer, failure) -> incoming.release());
    }

    private <Q extends ApiMessage, R extends ApiMessage> CompletionStage<Answer> call(
            ApiHandler<Q, R> handler, AbstractRequest request, RequestContext context) {
        @SuppressWarnings("unchecked") // the parser and the handler go by the same API key
        Q data = (Q) request.data();
        boolean answered = handler.isAnswered(data);
        CompletionStage<R> stage;
        try {
            stage = handler.handle(data, context);
        } catch (RuntimeException | Error e) {
            stage = CompletableFuture.failedStage(e);
        }
        return stage.handle((response, failure) -> {
            if (failure != null) {
                return refuse(request, answered, context, failure);
            }
            Answer answer = new Answer.Message(response);
            if (answered) {
                return answer;
            }
            answer.discard();
            return Answer.Nothing.NOTHING;
        });
    }

    private Answer refuse(AbstractRequest request, boolean answered, RequestContext context, Throwable failure) {
        ApiException error = translate(request, context, failure);
        Errors code = Errors.forException(error);
        observer.requestRefused(request.apiKey(), code);
        if (!answered) {
            return new Answer.HangUp(
                    request.apiKey().name + " failed with " + code + " and the client takes no answer");
        }
        AbstractResponse response;
        try {
            response = request.getErrorResponse(0, error);
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s version %d cannot carry %s", request.apiKey().name, request.version(), code);
            return new Answer.HangUp(request.apiKey().name + " failed with " + code + ", which it cannot carry");
        }
        return response == null
                ? new Answer.HangUp(request.apiKey().name + " failed with " + code)
                : new Answer.Message(response.data());
    }

    private static ApiException translate(AbstractRequest request, RequestContext context, Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Refused refused) {
            return refused.code().exception(refused.detail());
        }
        LOG.errorf(
                cause,
                "%s version %d from client '%s' at %s failed",
                request.apiKey().name,
                request.version(),
                context.clientId(),
                context.clientHost());
        return Errors.UNKNOWN_SERVER_ERROR.exception();
    }
}
