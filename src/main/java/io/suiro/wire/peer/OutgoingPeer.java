package io.suiro.wire.peer;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.cluster.PeerNetwork.Receiver;
import io.suiro.wire.FrameDecoder;
import io.suiro.wire.peer.ControlFrame.Kind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The way to one other broker: a control connection of this side's making, made when there is something to send, and
 * again when it is lost.
 *
 * <pre>
 *          wanted              handshake
 *  IDLE ────────▶ CONNECTING ───────────▶ CONNECTED
 *   ▲                 │  ▲                    │
 *   │ not wanted      │  │ wanted             │ lost
 *   └──── WAITING ◀───┴──┼────────────────────┘
 *            └─ backoff ─┘
 * </pre>
 *
 * What waits to be sent is dropped, and who asked fails, whenever an attempt fails or the connection is lost. Once it was
 * lost, the next attempts are wanted whether there is something to send or not, until one is refused or succeeds, but no
 * more than {@value #ATTEMPTS_AFTER_LOSS}. {@link #tell}, {@link #ask} and the wishes: any thread; the state is the event loop's.
 */
final class OutgoingPeer {
    private static final Logger LOG = Logger.getLogger(OutgoingPeer.class);

    private static final long FIRST_BACKOFF_MS = 20;
    private static final long MAX_BACKOFF_MS = 1000;
    private static final int ATTEMPTS_AFTER_LOSS = 4;
    /** A connection that is lost sooner is not made again at once, or two that reject each other would not rest. */
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private sealed interface State {
        /** Nobody wants a connection. */
        record Idle() implements State {}

        record Connecting() implements State {}

        record Connected(Channel channel, long sinceNanos) implements State {}

        record Waiting(Future<?> end) implements State {}

        record Stopped() implements State {}
    }

    private final int nodeId;
    private final EventLoop loop;
    private final Dialer dialer;
    private final PeerAddresses addresses;
    private final Receiver receiver;
    private final Complaints complaints;
    private final Runnable addressMissing;
    private final FrameQueue queue;
    private final Questions questions;
    private volatile boolean watched;
    private State state = new State.Idle();
    private long backoffMs = FIRST_BACKOFF_MS;
    private int attemptsAfterLoss;

    OutgoingPeer(
            int nodeId,
            EventLoop loop,
            Dialer dialer,
            PeerAddresses addresses,
            Receiver receiver,
            Complaints complaints,
            Runnable addressMissing,
            long maxQueuedBytes) {
        this.nodeId = nodeId;
        this.loop = loop;
        this.dialer = dialer;
        this.addresses = addresses;
        this.receiver = receiver;
        this.complaints = complaints;
        this.addressMissing = addressMissing;
        this.questions = new Questions(nodeId);
        this.queue = new FrameQueue(loop, this::turn, maxQueuedBytes);
    }

    void tell(byte[] message) {
        ControlFrame frame = new ControlFrame(Kind.TELL, 0, message);
        if (frame.isTooLarge()) {
            throw new IllegalArgumentException("a message of " + message.length + " bytes");
        }
        queue.offer(frame);
    }

    CompletionStage<byte[]> ask(byte[] request) {
        ControlFrame frame = new ControlFrame(Kind.ASK, questions.nextCorrelationId(), request);
        if (frame.isTooLarge()) {
            throw new IllegalArgumentException("a question of " + request.length + " bytes");
        }
        CompletableFuture<byte[]> answer = questions.open(frame.correlationId());
        if (!answer.isDone() && !queue.offer(frame)) {
            answer.completeExceptionally(new IOException(
                    "node " + nodeId + " does not take what is sent to it: " + queue.bytes() + " bytes wait"));
        }
        return answer;
    }

    /** Whether a connection is wanted although nothing is to be sent. */
    void watch(boolean wanted) {
        watched = wanted;
        queue.wake();
    }

    /** Where it is has been told; {@code elsewhere} than was told before. */
    void moved(boolean elsewhere) {
        if (elsewhere) {
            onLoop(() -> {
                if (state instanceof State.Connected(Channel channel, long since)) {
                    var _ = channel.close();
                }
            });
        }
        retry();
    }

    /** There is a reason to believe that it can be reached now: the next attempt does not wait any longer. */
    void retry() {
        onLoop(() -> {
            if (state instanceof State.Waiting(Future<?> end)) {
                end.cancel(false);
                backoffMs = FIRST_BACKOFF_MS;
                state = new State.Idle();
                turn();
            }
        });
    }

    /** A connection that it had made is lost. */
    void incomingLost() {
        onLoop(() -> {
            if (!(state instanceof State.Connected)) {
                attemptsAfterLoss = ATTEMPTS_AFTER_LOSS;
                turn();
            }
        });
    }

    /** For good; nobody is told. */
    void stop() {
        onLoop(() -> {
            state = new State.Stopped();
            abandon(new IOException("the network is stopped"));
        });
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debugf("The event loop ended before the connection to node %d", nodeId);
        }
    }

    private void turn() {
        switch (state) {
            case State.Connected connected -> queue.writeTo(connected.channel());
            case State.Idle idle -> {
                if (watched || attemptsAfterLoss > 0 || !queue.isEmpty()) {
                    connect();
                }
            }
            case State.Connecting connecting -> {}
            case State.Waiting waiting -> {}
            case State.Stopped stopped -> abandon(new IOException("the network is stopped"));
        }
    }

    private void connect() {
        attemptsAfterLoss = Math.max(0, attemptsAfterLoss - 1);
        state = new State.Connecting();
        PeerAddress address = addresses.of(nodeId);
        if (address == null) {
            addressMissing.run();
            failed(new IOException("nobody knows its address"));
            return;
        }
        dialer.dial(loop, address, Purpose.CONTROL, nodeId, new HandshakeHandler.End() {
            @Override
            public void established(Channel channel, FrameDecoder frames, Purpose purpose, PeerIdentity peer) {
                connected(channel, frames, address);
            }

            @Override
            public void failed(IOException cause) {
                if (cause instanceof HandshakeFailure failure) {
                    complaints.complain(
                            "node " + nodeId,
                            failure.refusal(),
                            "No connection to node " + nodeId + " at " + address + ": this broker "
                                    + cause.getMessage());
                }
                OutgoingPeer.this.failed(cause);
            }
        });
    }

    private void connected(Channel channel, FrameDecoder frames, PeerAddress address) {
        frames.trust(ControlFrame.MAX_BYTES);
        channel.pipeline().addLast(new ControlHandler(nodeId, frames, new ControlHandler.Owner() {
            @Override
            public void take(ControlFrame frame) {
                questions.answered(frame);
            }

            @Override
            public void ended(IOException cause) {
                lost(cause);
            }
        }));
        if (state instanceof State.Stopped) {
            var _ = channel.close();
            return;
        }
        if (!addresses.isAt(nodeId, address)) { // it has moved meanwhile
            var _ = channel.close();
        }
        state = new State.Connected(channel, System.nanoTime());
        attemptsAfterLoss = 0;
        complaints.forget("node " + nodeId);
        report(() -> receiver.connected(nodeId));
        turn();
    }

    private void lost(IOException cause) {
        if (!(state instanceof State.Connected connected)) {
            return;
        }
        boolean steady = System.nanoTime() - connected.sinceNanos() >= STEADY_NANOS;
        abandon(Causes.io("the connection to node " + nodeId + " is lost", cause));
        report(() -> receiver.disconnected(nodeId));
        attemptsAfterLoss = ATTEMPTS_AFTER_LOSS;
        if (steady) {
            backoffMs = FIRST_BACKOFF_MS;
            state = new State.Idle();
            turn();
        } else {
            rest();
        }
    }

    private void failed(IOException cause) {
        if (state instanceof State.Stopped) {
            return;
        }
        LOG.debugf("No connection to node %d: %s", nodeId, cause);
        abandon(Causes.io("no connection to node " + nodeId, cause));
        boolean refused = Dialer.isRefusal(cause);
        if (refused) {
            attemptsAfterLoss = 0;
        }
        rest();
        report(() -> receiver.unreachable(nodeId, refused));
    }

    private void report(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "What became of the connection to node %d could not be taken", nodeId);
        }
    }

    private void rest() {
        state = new State.Waiting(loop.schedule(this::rested, backoffMs, TimeUnit.MILLISECONDS));
        backoffMs = Math.min(2 * backoffMs, MAX_BACKOFF_MS);
    }

    private void rested() {
        if (state instanceof State.Waiting) {
            state = new State.Idle();
            turn();
        }
    }

    private void abandon(IOException cause) {
        queue.clear();
        questions.failAll(cause);
    }
}
