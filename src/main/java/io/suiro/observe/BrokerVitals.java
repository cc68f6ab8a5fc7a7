package io.suiro.observe;

import io.suiro.broker.Broker;
import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
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
            return new Recovery(0, 0, false);
        }
        Partitions.Progress progress = opened.partitions().progress();
        return new Recovery(progress.opened(), Math.max(0, progress.total()), started);
    }

    @Override
    public Map<String, Storage.State> logDirectories() {
        Broker opened = broker;
        return opened == null
                ? Map.of()
                : Map.of(opened.storage().path(), opened.storage().state());
    }

    @Override
    public boolean metadataLoaded() {
        Broker opened = broker;
        return opened != null && opened.cluster().isLearnt();
    }

    @Override
    public Membership membership() {
        Broker opened = broker;
        return opened == null
                ? new Membership(false, 0)
                : new Membership(opened.cluster().isServing(), opened.cluster().controllerMissedMs());
    }

    @Override
    public boolean coordinatorsLoaded() {
        Broker opened = broker;
        return opened != null
                && opened.groups().coordinator().isLoaded()
                && opened.transactions().coordinator().isLoaded();
    }

    @Override
    public int groups() {
        Broker opened = broker;
        return opened == null ? 0 : opened.groups().coordinator().counts().groups();
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

    @Override
    public Map<TopicPartition, Long> logSizesBytes() {
        Broker opened = broker;
        Map<TopicPartition, Long> sizes = new HashMap<>();
        if (opened != null && opened.storage().state() != Storage.State.OFFLINE) {
            for (Partition partition : opened.partitions().all()) {
                sizes.put(partition.topicPartition(), partition.sizeInBytes());
            }
        }
        return sizes;
    }
}
