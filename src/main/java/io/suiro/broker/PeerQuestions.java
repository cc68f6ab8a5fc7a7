package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.cluster.PeerNetwork;
import io.suiro.cluster.PeerQuestion;
import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.Readable;

/** Asks other brokers in Kafka's messages, with their version before them, and gives up in time. Any thread. */
final class PeerQuestions {
    private static final long TIMEOUT_MS = 5_000;

    private final PeerNetwork network;
    private final Scheduler scheduler;

    PeerQuestions(PeerNetwork network, Scheduler scheduler) {
        this.network = network;
        this.scheduler = scheduler;
    }

    /** Makes a message of its bytes. */
    @FunctionalInterface
    interface Reader<M> {
        M read(Readable bytes, short version);
    }

    /** The answer; fails with an exception of any kind if there is none in time. */
    <A> CompletionStage<A> ask(PeerQuestion question, int nodeId, ApiMessage body, short version, Reader<A> answer) {
        CompletableFuture<byte[]> asked =
                question.ask(network, nodeId, bytes(body, version)).toCompletableFuture();
        Scheduler.Timer limit = scheduler.schedule(
                TIMEOUT_MS, () -> asked.completeExceptionally(new Refused(Errors.REQUEST_TIMED_OUT)));
        return asked.whenComplete((bytes, failure) -> limit.cancel()).thenApply(bytes -> read(bytes, answer));
    }

    /** Answers what {@link #ask} asks. */
    static <Q> Function<byte[], CompletionStage<byte[]>> answering(
            Reader<Q> question, short version, Function<Q, CompletionStage<? extends ApiMessage>> answer) {
        return asked -> answer.apply(read(asked, question)).thenApply(message -> bytes(message, version));
    }

    private static byte[] bytes(ApiMessage message, short version) {
        return MessageUtil.toVersionPrefixedBytes(version, message);
    }

    private static <M> M read(byte[] bytes, Reader<M> reader) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        short version = buffer.getShort();
        return reader.read(new ByteBufferAccessor(buffer), version);
    }
}
