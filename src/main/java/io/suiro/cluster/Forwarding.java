package io.suiro.cluster;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.error.Refused;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way to the controller on another broker. What it did not take is sent again; a command that may have
 * reached it before the connection broke is repeated only where that can do no harm.
 */
final class Forwarding {
    private static final Logger LOG = System.getLogger(Forwarding.class.getName());
    private static final long PAUSE_MS = 50;

    private final PeerNetwork peers;
    private final Lane lane;
    private final Scheduler scheduler;
    private final Publisher publisher;
    private final Consumer<List<Pending<?>>> again;

    /** @param again takes a command back that is to be routed anew */
    Forwarding(
            PeerNetwork peers, Lane lane, Scheduler scheduler, Publisher publisher, Consumer<List<Pending<?>>> again) {
        this.peers = peers;
        this.lane = lane;
        this.scheduler = scheduler;
        this.publisher = publisher;
        this.again = again;
    }

    /** Lane only. */
    void forward(int controllerId, List<Pending<?>> waiting) {
        for (Pending<?> pending : waiting) {
            byte[] request = PeerMessages.command(MetadataCommandCodec.encode(pending.command()));
            peers.ask(controllerId, request)
                    .whenComplete((answer, failure) -> lane.execute(() -> answered(pending, answer, failure)));
        }
    }

    private void answered(Pending<?> pending, byte @Nullable [] answer, @Nullable Throwable failure) {
        if (failure != null || answer == null) {
            if (isNeverSent(failure) || isRepeatable(pending.command())) {
                sendAgain(pending);
            } else {
                pending.refuse(new Refused(
                        Errors.REQUEST_TIMED_OUT, "The connection to the controller broke; it may have taken effect."));
            }
            return;
        }
        try {
            accept(pending, CommandAnswer.decode(answer));
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the controller''s answer to {0} cannot be read: {1}", pending.command(), e);
            pending.refuse(new Refused(Errors.UNKNOWN_SERVER_ERROR));
        }
    }

    private <R> void accept(Pending<R> pending, CommandAnswer answer) throws IOException {
        switch (answer) {
            case CommandAnswer.Decided(long index, byte[] response) -> {
                R decoded = MetadataCommandCodec.decodeAnswer(pending.command(), response);
                publisher.when(index, () -> pending.answer().complete(decoded));
            }
            case CommandAnswer.Failed(Errors code, String detail) -> {
                if (code == Errors.NOT_CONTROLLER
                        || (code == Errors.BROKER_NOT_AVAILABLE && isRepeatable(pending.command()))) {
                    sendAgain(pending);
                } else {
                    pending.refuse(new Refused(code, detail));
                }
            }
        }
    }

    /** There was no connection to send it over, which is the cause of whatever failed with that. */
    private static boolean isNeverSent(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof ConnectException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private void sendAgain(Pending<?> pending) {
        scheduler.schedule(PAUSE_MS, () -> again.accept(List.of(pending)));
    }

    /** Whether doing it twice comes to the same as doing it once. */
    private static boolean isRepeatable(MetadataCommand<?> command) {
        return switch (command) {
            case MetadataCommand.CreateTopic create -> create.validateOnly();
            case MetadataCommand.DeleteTopic delete -> false;
            case MetadataCommand.CreatePartitions create -> create.validateOnly();
            case MetadataCommand.AddVoter add -> false;
            case MetadataCommand.RemoveVoter remove -> false;
            default -> true;
        };
    }
}
