package io.suiro.observe;

import io.suiro.broker.Broker;
import io.suiro.broker.Cluster;
import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.GroupCounts;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.replica.Partitions;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@link Vitals} of the broker in this process, which is not there yet while it is being opened. */
@Singleton
public final class BrokerVitals implements Vitals {
    private volatile @Nullable Broker broker;
    private volatile boolean started;

    /** Its directories are open; it has neither learnt nor recovered anything yet. */
    public void opened(Broker opened) {
        broker = opened;
    }

    /** Clients are served. */
    public void started() {
        started = true;
    }

    @Override
    public Recovery recovery() {
        Broker opened = broker;
        if (opened == null) {
            return new Recovery(Phase.OPENS_DIRECTORY, 0, 0);
        }
        Partitions.Progress progress = opened.partitions().progress();
        return new Recovery(
                phase(opened, progress),
                Math.min(progress.opened(), Math.max(0, progress.total())),
                Math.max(0, progress.total()));
    }

    private Phase phase(Broker opened, Partitions.Progress progress) {
        if (started) {
            return Phase.SERVES;
        }
        if (!opened.cluster().isLearnt()) {
            return Phase.AWAITS_METADATA;
        }
        return progress.opened() < progress.total() || progress.total() < 0 ? Phase.OPENS_LOGS : Phase.REGISTERS;
    }

    @Override
    public List<Directory> logDirectories() {
        Broker opened = broker;
        return opened == null
                ? List.of()
                : List.of(new Directory(
                        opened.storage().path(),
                        opened.storage().state(),
                        opened.storage().failure()));
    }

    @Override
    public Metadata metadata() {
        Broker opened = broker;
        if (opened == null) {
            return new Metadata(false, -1, -1, 0, -1);
        }
        Cluster cluster = opened.cluster();
        return new Metadata(
                cluster.isLearnt(),
                cluster.metadataIndex(),
                cluster.controllerId(),
                cluster.controllerMissedMs(),
                cluster.controllerAnsweredMsAgo());
    }

    @Override
    public Membership membership() {
        Broker opened = broker;
        return opened == null
                ? new Membership(false, -1)
                : new Membership(opened.cluster().isServing(), opened.cluster().brokerEpoch());
    }

    @Override
    public Coordinators coordinators() {
        Broker opened = broker;
        if (opened == null) {
            return new Coordinators(0, 0, 0, 0);
        }
        GroupCoordinator groups = opened.groups().coordinator();
        TransactionCoordinator transactions = opened.transactions().coordinator();
        return new Coordinators(
                groups.loadedPartitions(),
                groups.electedPartitions(),
                transactions.loadedPartitions(),
                transactions.electedPartitions());
    }

    @Override
    public GroupCounts groups() {
        Broker opened = broker;
        return opened == null ? GroupCounts.NONE : opened.groups().coordinator().counts();
    }

    @Override
    public int transactionalIds() {
        Broker opened = broker;
        return opened == null ? 0 : opened.transactions().coordinator().transactionalIds();
    }

    @Override
    public LogCleaner.Progress compaction() {
        Broker opened = broker;
        return opened == null ? LogCleaner.Progress.NONE : opened.cleaner().progress();
    }

    @Override
    public Scrubber.Progress scrubbing() {
        Broker opened = broker;
        return opened == null ? Scrubber.Progress.NONE : opened.scrubber().progress();
    }
}
