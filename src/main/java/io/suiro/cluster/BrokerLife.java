package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.BrokerChanged;
import io.suiro.cluster.MetadataRecord.VotersChanged;
import io.suiro.cluster.raft.Voter;
import io.suiro.config.BrokerSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A broker in the life of one epoch: what was asked by or about an earlier one must not count. */
final class BrokerLife {
    private BrokerLife() {}

    /** @throws Refused STALE_BROKER_EPOCH if that life is over or has never been */
    static BrokerImage require(MetadataImage image, int id, long brokerEpoch) {
        BrokerImage broker = image.broker(id);
        if (broker == null) {
            throw new Refused(Errors.STALE_BROKER_EPOCH, "Broker ID " + id + " is not registered.");
        }
        if (broker.brokerEpoch() != brokerEpoch) {
            throw new Refused(
                    Errors.STALE_BROKER_EPOCH,
                    "Broker " + id + " has broker epoch " + broker.brokerEpoch() + ", not " + brokerEpoch + ".");
        }
        return broker;
    }

    /** @throws Refused BROKER_ID_NOT_REGISTERED */
    static BrokerImage requireRegistered(MetadataImage image, int id) {
        BrokerImage broker = image.broker(id);
        if (broker == null) {
            throw new Refused(Errors.BROKER_ID_NOT_REGISTERED, "Broker ID " + id + " is not registered.");
        }
        return broker;
    }

    static BrokerChanged changed(BrokerImage broker, boolean fenced, boolean shuttingDown, boolean cordoned) {
        return new BrokerChanged(
                broker.id(), broker.brokerEpoch(), fenced, shuttingDown, cordoned, broker.removedFromVoters());
    }

    /** Whether these settings of a broker keep new replicas away from its data directory (KIP-1066). */
    static boolean isCordoned(Map<String, String> settings) {
        String directories = settings.get(BrokerSettings.CORDONED_LOG_DIRS);
        return directories != null && !directories.replace(',', ' ').isBlank();
    }

    /** Kafka's tool names a voter by its log directory's id, which is known while the broker is registered. */
    static Voter voter(MetadataImage image, Voter named) {
        BrokerImage broker = image.broker(named.id());
        return broker != null && broker.logDirectoryId().equals(named.directoryId())
                ? new Voter(named.id(), broker.directoryId())
                : named;
    }

    /**
     * What an operator has decided of who votes.
     *
     * @param broker the one that is concerned, null if it is not registered
     * @param removed whether it was taken out
     */
    static Decision<Outcome<Void>> changeVoters(List<Voter> voters, @Nullable BrokerImage broker, boolean removed) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new VotersChanged(voters));
        if (broker != null && broker.removedFromVoters() != removed) {
            records.add(new BrokerChanged(
                    broker.id(),
                    broker.brokerEpoch(),
                    broker.fenced(),
                    broker.shuttingDown(),
                    broker.cordoned(),
                    removed));
        }
        return new Decision<>(records, Outcome.done());
    }
}
