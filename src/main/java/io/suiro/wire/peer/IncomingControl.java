package io.suiro.wire.peer;

import io.netty.channel.Channel;
import io.suiro.cluster.PeerIdentity;
import io.suiro.cluster.PeerNetwork.Receiver;
import io.suiro.wire.MalformedRequest;
import io.suiro.wire.peer.ControlFrame.Kind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A control connection that another broker has made: hands on what it tells and asks, and writes the answers. A broker
 * that does not read its answers loses the connection. Owned by the channel's event loop.
 */
final class IncomingControl implements ControlHandler.Owner {
    private static final Logger LOG = Logger.getLogger(IncomingControl.class);

    private final PeerIdentity peer;
    private final Channel channel;
    private final Receiver receiver;
    private final Consumer<IncomingControl> ended;
    private final FrameQueue answers;
    private volatile boolean closed;

    /** @param ended called once, when the connection is closed */
    IncomingControl(
            PeerIdentity peer,
            Channel channel,
            Receiver receiver,
            long maxQueuedBytes,
            Consumer<IncomingControl> ended) {
        this.peer = peer;
        this.channel = channel;
        this.receiver = receiver;
        this.ended = ended;
        this.answers = new FrameQueue(channel.eventLoop(), this::writeAnswers, maxQueuedBytes);
    }

    PeerIdentity peer() {
        return peer;
    }

    /** What has arrived and was not handed on is not any more: so nothing old is told after what a successor tells. Any thread. */
    void close() {
        closed = true;
        var _ = channel.close();
    }

    @Override
    public void take(ControlFrame frame) {
        if (closed) {
            return;
        }
        switch (frame.kind()) {
            case TELL -> tell(frame.payload());
            case ASK -> ask(frame.correlationId(), frame.payload());
            case ANSWER, FAIL -> throw new MalformedRequest("answered what nobody had asked");
        }
    }

    @Override
    public void ended(IOException cause) {
        answers.clear();
        ended.accept(this);
    }

    private void tell(byte[] message) {
        try {
            receiver.told(peer.nodeId(), message);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A message of node %d could not be taken", peer.nodeId());
        }
    }

    private void ask(long correlationId, byte[] request) {
        CompletionStage<byte[]> answer;
        try {
            answer = receiver.asked(peer.nodeId(), request);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A question of node %d could not be taken", peer.nodeId());
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((bytes, failure) -> send(
                failure == null
                        ? new ControlFrame(Kind.ANSWER, correlationId, bytes)
                        : ControlFrame.failure(correlationId, Causes.text(failure))));
    }

    private void send(ControlFrame answer) {
        boolean taken = answers.offer(
                answer.isTooLarge()
                        ? ControlFrame.failure(
                                answer.correlationId(), "the answer is of " + answer.payload().length + " bytes")
                        : answer);
        if (!taken && channel.isActive()) {
            LOG.warnf("Closing the connection with node %d: it does not read its answers", peer.nodeId());
            close();
        }
    }

    /** An answer that comes after the end goes nowhere. */
    private void writeAnswers() {
        if (channel.isActive()) {
            answers.writeTo(channel);
        } else {
            answers.clear();
        }
    }
}
