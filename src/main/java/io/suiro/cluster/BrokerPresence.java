package io.suiro.cluster;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * This broker, as it makes itself known to the controller.
 *
 * <pre>
 * silent ── announce ──▶ registering ──▶ fenced ◀──▶ serving ── leave ──▶ leaving
 *                            ▲   the controller knows another epoch │
 *                            └───────────────────────────────────────┘
 * </pre>
 *
 * Registers once, then sends a heartbeat every so often to whoever is the controller. On the controller's lane, but for {@link
 * #announce}, {@link #leave} and heartbeats: they say that the process lives, which it does while its lane waits for a slow disk, as
 * long as that takes no longer than a session.
 */
public final class BrokerPresence {
    private static final Logger LOG = System.getLogger(BrokerPresence.class.getName());
    private static final long RETRY_MS = 200;
    private static final long CATCHING_UP_MS = 20;

    private final MetadataController controller;
    private final BrokerSessions sessions;
    private final ClusterOptions cluster;
    private final Clock clock;
    private final Scheduler scheduler;
    private final BooleanSupplier serves;
    private final Runnable whenRegistered;
    private final CompletableFuture<Long> announced = new CompletableFuture<>();
    private volatile long brokerEpoch = -1;
    /** When the controller last answered a heartbeat; nanoseconds of the clock. */
    private volatile long answeredNanos;

    private volatile boolean answered;
    /** When the lane last had its turn; nanoseconds of the clock. */
    private volatile long turnNanos;

    private volatile boolean isSilent;

    private @Nullable RegisterBroker registration;
    /** Brokers whose process has ended, as far as their machines say. */
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Departure departure;

    /**
     * Says nothing yet.
     *
     * @param cluster how often heartbeats go out, and how long a lane may be held up
     * @param serves whether this broker can serve its partitions
     * @param whenRegistered called on the lane once a registration is committed, while this broker is fenced still
     */
    public BrokerPresence(
            MetadataController controller,
            BrokerSessions sessions,
            ClusterOptions cluster,
            Clock clock,
            Scheduler scheduler,
            BooleanSupplier serves,
            Runnable whenRegistered) {
        this.controller = controller;
        this.sessions = sessions;
        this.cluster = cluster;
        this.clock = clock;
        this.scheduler = scheduler;
        this.serves = serves;
        this.whenRegistered = whenRegistered;
    }

    /** Of the latest registration, -1 before the first; any thread. */
    public long brokerEpoch() {
        return brokerEpoch;
    }

    /** How long ago the controller last accepted and answered a heartbeat of this broker, -1 if it never did; any thread. */
    public long controllerAnsweredMsAgo() {
        return answered ? TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - answeredNanos) : -1;
    }

    /** Registers; completes with the broker epoch once the broker is not fenced any more. Once. */
    public CompletionStage<Long> announce(RegisterBroker as) {
        controller.lane().execute(() -> {
            registration = as;
            controller.listen(
                    controller.image(), (before, after) -> controller.lane().execute(this::look));
            register();
        });
        return announced;
    }

    /**
     * Hands over what this broker leads, where there is somebody to take it; completes when that is done, or cannot be. Until then
     * heartbeats go on: what nobody else can lead yet is served. Once.
     *
     * @param graceMs what it may take
     */
    public CompletionStage<Void> leave(long graceMs) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        controller.lane().execute(() -> {
            Departure begun = new Departure(controller, clock, scheduler, gone);
            departure = begun;
            begun.left().thenRun(() -> left.complete(null));
            begun.begin(brokerEpoch, graceMs);
        });
        return left;
    }

    /** Sends no more heartbeats, whatever the lane is held up by; any thread. */
    public void fallSilent() {
        isSilent = true;
    }

    /** Another broker's machine says that its process has ended. Lane only. */
    void gone(int nodeId) {
        gone.add(nodeId);
    }

    /** Whether that is so, and it has not been back since; any thread. */
    public boolean isGone(int nodeId) {
        return gone.contains(nodeId);
    }

    /** Another broker is there. Lane only. */
    void isBack(int nodeId) {
        gone.remove(nodeId);
    }

    private void register() {
        RegisterBroker as = registration;
        if (as != null && departure == null) {
            brokerEpoch = -1;
            controller
                    .submit(as)
                    .whenComplete((outcome, failure) -> controller.lane().execute(() -> registered(outcome)));
        }
    }

    private void registered(@Nullable Outcome<Long> outcome) {
        switch (outcome) {
            case Outcome.Ok<Long>(Long epoch) -> {
                whenRegistered.run();
                brokerEpoch = epoch;
                look();
                turnNanos = clock.nanoTime();
                beat(epoch);
            }
            case Outcome.Failed<Long> failed
            when isFinal(failed.code()) ->
                announced.completeExceptionally(
                        new IllegalStateException("the controller refuses this broker: " + failed.detail()));
            case null, default -> {
                LOG.log(
                        Level.INFO,
                        "this broker is not registered yet: {0}",
                        outcome == null ? "there is no controller" : outcome.detail());
                scheduler.schedule(RETRY_MS, () -> controller.lane().execute(this::register));
            }
        }
    }

    /** The life of this id before may not be over for the controller yet; everything else does not mend itself. */
    private static boolean isFinal(Errors code) {
        return code == Errors.INVALID_REGISTRATION || code == Errors.INVALID_REQUEST;
    }

    private void look() {
        if (isServing()) {
            announced.complete(brokerEpoch);
        }
    }

    /** Whether it is registered and not fenced, as far as this broker has heard; any thread. */
    public boolean isServing() {
        BrokerImage self = controller.image().brokers().get(self());
        return self != null && self.brokerEpoch() == brokerEpoch && !self.fenced();
    }

    /** Heartbeats until it registers anew, or leaves; one after the other. On the lane once, then on the timer's thread. */
    private void beat(long epoch) {
        Departure leaving = departure;
        if (brokerEpoch != epoch || isSilent || (leaving != null && leaving.isOver())) {
            return;
        }
        controller.lane().execute(() -> turnNanos = clock.nanoTime());
        if (clock.nanoTime() - turnNanos < TimeUnit.MILLISECONDS.toNanos(cluster.sessionMs())) {
            send(new Heartbeat(self(), epoch, controller.image().index(), serves.getAsBoolean()));
        }
        long intervalMs = cluster.heartbeatMs();
        scheduler.schedule(isServing() ? intervalMs : Math.min(intervalMs, CATCHING_UP_MS), () -> beat(epoch));
    }

    private void send(Heartbeat heartbeat) {
        long epoch = heartbeat.brokerEpoch();
        int to = controller.controllerId();
        if (to == self()) {
            controller.lane().execute(() -> answered(epoch, sessions.heard(heartbeat)));
        } else if (to >= 0) {
            cluster.peers()
                    .ask(to, PeerMessages.heartbeat(heartbeat))
                    .thenAccept(answer -> controller.lane().execute(() -> answered(epoch, decoded(answer))));
        }
    }

    private int self() {
        return controller.raft().self().id();
    }

    private static Heartbeat.Answer decoded(byte[] answer) {
        try {
            return Heartbeat.Answer.decode(answer);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the answer to a heartbeat cannot be read: {0}", e.getMessage());
            return new Heartbeat.Answer(Errors.UNKNOWN_SERVER_ERROR, true);
        }
    }

    private void answered(long epoch, Heartbeat.Answer answer) {
        if (answer.refusal() == null) {
            answeredNanos = clock.nanoTime();
            answered = true;
        }
        if (answer.refusal() != null && answer.refusal() == Errors.STALE_BROKER_EPOCH && epoch == brokerEpoch) {
            LOG.log(
                    Level.WARNING,
                    "the controller knows this broker by another epoch than {0}; it registers anew",
                    Long.toString(epoch));
            register();
        }
    }
}
