package io.suiro.broker;

import io.suiro.base.RequestContext;
import io.suiro.base.SimulatedTime;
import io.suiro.base.Stages;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * The way of clients' requests to brokers, over connections that are not to be trusted: a request is late, its answer is lost, or it
 * arrives once more, long after the client has sent others over another connection.
 */
final class SimulatedCalls {
    private static final long TIMEOUT_MS = 2_000;
    private static final int LATE_MS = 6_000;

    private final SimulatedTime time;
    private final Random random;

    /** What a client gets. */
    sealed interface Answer<A> {
        record Told<A>(A response) implements Answer<A> {}

        /** The request was refused as a whole. */
        record Failed<A>(Errors code) implements Answer<A> {}

        /** No answer in time: it was served, or not, or will be. */
        record Lost<A>() implements Answer<A> {}
    }

    SimulatedCalls(SimulatedTime time, Random random) {
        this.time = time;
        this.random = random;
    }

    /**
     * Asks a broker, once or twice; the answer comes once.
     *
     * @param request made anew for each time that it arrives
     * @param handler of the broker's, as it is when the request arrives
     * @param mayRepeat whether it may arrive once more, later
     */
    <Q extends ApiMessage, A extends ApiMessage> void ask(
            SimulatedMachine machine,
            Supplier<Q> request,
            short version,
            Function<Life, ApiHandler<Q, A>> handler,
            boolean mayRepeat,
            Consumer<Answer<A>> answer) {
        boolean[] answered = {false};
        Consumer<Answer<A>> once = told -> {
            if (!answered[0]) {
                answered[0] = true;
                answer.accept(told);
            }
        };
        time.schedule(TIMEOUT_MS, () -> once.accept(new Answer.Lost<>()));
        boolean isLost = random.nextInt(30) == 0;
        deliver(machine, request, version, handler, random.nextInt(8), isLost ? told -> {} : once);
        if (mayRepeat && random.nextInt(12) == 0) {
            deliver(machine, request, version, handler, random.nextInt(LATE_MS), told -> {});
        }
    }

    private <Q extends ApiMessage, A extends ApiMessage> void deliver(
            SimulatedMachine machine,
            Supplier<Q> request,
            short version,
            Function<Life, ApiHandler<Q, A>> handler,
            int delayMs,
            Consumer<Answer<A>> answer) {
        time.schedule(delayMs, () -> {
            Life life = machine.life;
            if (life == null || !life.isOpen) {
                return;
            }
            life.onLoop(() -> serve(handler.apply(life), request.get(), version)
                    .whenComplete((response, failure) -> time.schedule(
                            random.nextInt(8),
                            () -> answer.accept(failure == null ? new Answer.Told<>(response) : failed(failure)))));
        });
    }

    private static <Q extends ApiMessage, A extends ApiMessage> CompletionStage<A> serve(
            ApiHandler<Q, A> handler, Q request, short version) {
        try {
            return handler.handle(request, new RequestContext(version, "", "client"));
        } catch (Refused e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static <A> Answer<A> failed(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Refused refused) {
            return new Answer.Failed<>(refused.code());
        }
        throw new AssertionError("a request failed", cause);
    }
}
