package io.suiro.cluster;

import io.suiro.base.Lane;
import io.suiro.base.Stages;
import io.suiro.error.Refused;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/** Takes what other brokers say to this one to whom it concerns, on the controller's lane. */
public final class PeerDesk implements PeerNetwork.Receiver {
    private static final Logger LOG = System.getLogger(PeerDesk.class.getName());

    private final MetadataController controller;
    private final BrokerSessions sessions;
    private final BrokerPresence presence;
    private final QuorumWatch quorum;
    private final Lane lane;
    private final Map<PeerQuestion, Function<byte[], CompletionStage<byte[]>>> answerers = new ConcurrentHashMap<>();

    public PeerDesk(
            MetadataController controller, BrokerSessions sessions, BrokerPresence presence, QuorumWatch quorum) {
        this.controller = controller;
        this.sessions = sessions;
        this.presence = presence;
        this.quorum = quorum;
        this.lane = controller.lane();
    }

    /** From now on questions of that kind are answered so: on any thread, without blocking it. */
    public void answer(PeerQuestion question, Function<byte[], CompletionStage<byte[]>> answerer) {
        answerers.put(question, answerer);
    }

    @Override
    public void told(int from, byte[] message) {
        if (PeerMessages.kind(message) != PeerMessages.CONSENSUS) {
            LOG.log(Level.WARNING, "broker {0} told something of kind {1}", from, PeerMessages.kind(message));
            return;
        }
        try {
            controller.receive(from, PeerMessages.body(message));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "broker {0} told what cannot be read: {1}", from, e.getMessage());
        }
    }

    @Override
    public CompletionStage<byte[]> asked(int from, byte[] request) {
        try {
            return switch (PeerMessages.kind(request)) {
                case PeerMessages.COMMAND -> command(MetadataCommandCodec.decode(PeerMessages.body(request)));
                case PeerMessages.HEARTBEAT -> heartbeat(from, Heartbeat.decode(PeerMessages.body(request)));
                case PeerMessages.QUESTION -> question(PeerMessages.body(request));
                case PeerMessages.QUORUM -> onLane(() -> quorum.here().encode());
                default ->
                    CompletableFuture.failedFuture(new IOException("a question of kind " + PeerMessages.kind(request)));
            };
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void disconnected(int nodeId) {
        lane.execute(() -> controller.raft().disconnected(nodeId));
    }

    @Override
    public void unreachable(int nodeId, boolean refused) {
        if (refused) {
            lane.execute(() -> {
                sessions.gone(nodeId);
                presence.gone(nodeId);
            });
        }
    }

    @Override
    public void connected(int nodeId) {
        lane.execute(() -> presence.isBack(nodeId));
    }

    private CompletionStage<byte[]> question(byte[] question) {
        PeerQuestion asked = PeerQuestion.of(PeerMessages.kind(question));
        Function<byte[], CompletionStage<byte[]>> answerer = asked == null ? null : answerers.get(asked);
        return answerer == null
                ? CompletableFuture.failedFuture(new IOException("nobody here answers question " + asked))
                : answerer.apply(PeerMessages.body(question));
    }

    private CompletionStage<byte[]> heartbeat(int from, Heartbeat heartbeat) {
        return onLane(() -> heartbeat.brokerId() == from
                ? sessions.heard(heartbeat).encode()
                : new Heartbeat.Answer(Errors.INVALID_REQUEST, true).encode());
    }

    private CompletionStage<byte[]> onLane(Supplier<byte[]> answer) {
        return CompletableFuture.supplyAsync(answer, lane);
    }

    private <R> CompletionStage<byte[]> command(MetadataCommand<R> command) {
        Pending<R> pending = new Pending<>(command);
        lane.execute(() -> controller.decide(pending));
        return pending.answer()
                .handle((response, failure) -> failure == null
                        ? new CommandAnswer.Decided(
                                        controller.image().index(),
                                        MetadataCommandCodec.encodeAnswer(command, response))
                                .encode()
                        : failed(failure).encode());
    }

    private static CommandAnswer failed(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Refused refused) {
            return new CommandAnswer.Failed(refused.code(), refused.detail());
        }
        LOG.log(Level.ERROR, "a forwarded command failed", cause);
        return new CommandAnswer.Failed(Errors.UNKNOWN_SERVER_ERROR, String.valueOf(cause));
    }
}
