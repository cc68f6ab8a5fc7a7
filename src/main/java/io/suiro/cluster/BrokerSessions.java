package io.suiro.cluster;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.Errors;

/**
 * Which brokers live, as the controller sees it: one that is silent for the session timeout, or whose machine refuses
 * connections, is fenced; one that is fenced, and says that it has caught up with the metadata, is unfenced. Only fencing and
 * unfencing are in the log. On the controller's lane.
 *
 * <p>A controller that was stopped itself for a while (a pause of its process, a slow disk) hears nobody meanwhile, and takes
 * that time off everybody's silence.
 */
public final class BrokerSessions {
    private static final Logger LOG = System.getLogger(BrokerSessions.class.getName());
    private static final long CHECK_MS = 100;
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(5 * CHECK_MS);

    private final MetadataController controller;
    private final Clock clock;
    private final Scheduler scheduler;
    private final long timeoutNanos;
    private final Map<Integer, Long> heardNanos = new HashMap<>();
    /** Brokers whose fencing or unfencing is under way. */
    private final Set<Integer> changing = new HashSet<>();

    private long checkedNanos;
    private boolean checking;

    public BrokerSessions(MetadataController controller, Clock clock, Scheduler scheduler, long timeoutMs) {
        this.controller = controller;
        this.clock = clock;
        this.scheduler = scheduler;
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        controller.onLeading(this::lead);
    }

    /** A broker says that it lives. */
    Heartbeat.Answer heard(Heartbeat heartbeat) {
        if (!controller.isActive()) {
            return new Heartbeat.Answer(Errors.NOT_CONTROLLER, true);
        }
        BrokerImage broker = controller.image().brokers().get(heartbeat.brokerId());
        if (broker == null || broker.brokerEpoch() != heartbeat.brokerEpoch()) {
            return new Heartbeat.Answer(Errors.STALE_BROKER_EPOCH, true);
        }
        heardNanos.put(broker.id(), clock.nanoTime());
        if (broker.fenced() && heartbeat.serves() && heartbeat.appliedIndex() >= broker.brokerEpoch()) {
            change(broker.id(), new UnfenceBroker(broker.id(), broker.brokerEpoch()));
        } else if (!broker.fenced() && !heartbeat.serves()) {
            LOG.log(
                    Level.WARNING,
                    "broker {0} is fenced: it cannot serve its partitions",
                    Integer.toString(broker.id()));
            change(broker.id(), new FenceBroker(broker.id(), broker.brokerEpoch()));
        }
        return new Heartbeat.Answer(null, broker.fenced());
    }

    /** Nobody listens at its address any more: its process has ended. */
    void gone(int brokerId) {
        BrokerImage broker = controller.image().brokers().get(brokerId);
        if (controller.isActive() && broker != null && !broker.fenced()) {
            LOG.log(Level.WARNING, "broker {0} is fenced: its process has ended", Integer.toString(brokerId));
            change(brokerId, new FenceBroker(brokerId, broker.brokerEpoch()));
        }
    }

    /** Everybody is given the time from now on, but for who led before: its silence is why there was an election. */
    private void lead() {
        long now = clock.nanoTime();
        heardNanos.clear();
        changing.clear();
        Incumbent.Predecessor before = controller.predecessor();
        if (before.id() >= 0) {
            heardNanos.put(before.id(), before.heardNanos());
        }
        checkedNanos = now;
        if (!checking) {
            checking = true;
            scheduleCheck();
        }
    }

    private void scheduleCheck() {
        scheduler.schedule(CHECK_MS, () -> controller.lane().execute(this::check));
    }

    private void check() {
        if (!controller.isActive()) {
            checking = false;
            return;
        }
        long now = clock.nanoTime();
        long stalled = now - checkedNanos;
        checkedNanos = now;
        if (stalled > STALL_NANOS) {
            heardNanos.replaceAll((id, heard) -> Math.min(now, heard + stalled));
        }
        for (BrokerImage broker : controller.image().brokers().values()) {
            long heard = heardNanos.computeIfAbsent(broker.id(), id -> now);
            if (!broker.fenced() && broker.id() != controller.raft().self().id() && now - heard > timeoutNanos) {
                LOG.log(
                        Level.WARNING,
                        "broker {0} is fenced: it has not been heard of for {1} ms",
                        Integer.toString(broker.id()),
                        Long.toString(TimeUnit.NANOSECONDS.toMillis(now - heard)));
                change(broker.id(), new FenceBroker(broker.id(), broker.brokerEpoch()));
            }
        }
        scheduleCheck();
    }

    private void change(int brokerId, MetadataCommand<?> command) {
        if (changing.add(brokerId)) {
            controller
                    .submit(command)
                    .whenComplete((done, failure) -> controller.lane().execute(() -> changing.remove(brokerId)));
        }
    }
}
