package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataRecord.BrokerRegistered;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A broker announces itself with each start and gets a higher epoch each time, so that what an earlier life of it still
 * has under way can be told apart. The new life begins fenced. What it may have lost since it was last heard of counts
 * nowhere any more: it is taken out of ISR and ELR. {@link ClusterMinIsr} is settled, too.
 */
final class DecideRegisterBroker {
    private DecideRegisterBroker() {}

    static Decision<Outcome<Long>> decide(MetadataImage image, RegisterBroker command, DecisionContext context) {
        checkFields(command);
        BrokerImage before = image.broker(command.id());
        if (before != null && before.incarnation().equals(command.incarnation())) {
            return new Decision<>(List.of(), Outcome.ok(before.brokerEpoch()));
        }
        checkDuplicates(image, command, before);
        boolean empty = isDirectoryNew(command, before);
        List<MetadataRecord> records = new ArrayList<>(ClusterMinIsr.settle(image, context));
        boolean settled = records.isEmpty();
        records.add(record(command));
        PartitionSweep sweep = new PartitionSweep(image, records, context)
                .all(partition -> !settled || partition.replicas().contains(command.id()), draft -> {
                    if (command.clean() && !empty) {
                        draft.leave(command.id());
                    } else {
                        draft.distrust(command.id(), empty);
                    }
                    draft.elect();
                });
        return new Decision<>(sweep.records(), Outcome.ok(image.index() + 1));
    }

    private static void checkFields(RegisterBroker command) {
        if (command.id() < 0) {
            throw invalid("Invalid negative broker ID: " + command.id());
        }
        if (command.incarnation().equals(Uuid.ZERO_UUID)) {
            throw invalid("Broker " + command.id() + " does not say which incarnation it is.");
        }
        if (command.host().isBlank() || command.port() < 0 || command.port() > 65535) {
            throw invalid("Broker " + command.id() + " cannot be reached at " + command.host() + ":" + command.port());
        }
        if (command.peerPort() < -1 || command.peerPort() > 65535) {
            throw invalid("Broker " + command.id() + " cannot be reached by others at " + command.peerHost() + ":"
                    + command.peerPort());
        }
    }

    private static void checkDuplicates(MetadataImage image, RegisterBroker command, @Nullable BrokerImage before) {
        if (before != null && !before.fenced() && !before.incarnation().equals(Uuid.ZERO_UUID)) {
            throw new Refused(
                    Errors.DUPLICATE_BROKER_REGISTRATION,
                    "Another broker is registered with that broker id and still heard of: " + command.id() + " at "
                            + before.host() + ":" + before.port());
        }
        for (BrokerImage other : image.brokers().values()) {
            if (other.id() != command.id() && isSame(other.logDirectoryId(), command.logDirectoryId())) {
                throw invalid("Broker " + command.id() + " has the data directory " + command.logDirectoryId()
                        + " of broker " + other.id() + ", or a copy of it.");
            }
        }
    }

    private static boolean isDirectoryNew(RegisterBroker command, @Nullable BrokerImage before) {
        return before != null
                && !before.logDirectoryId().equals(Uuid.ZERO_UUID)
                && !before.logDirectoryId().equals(command.logDirectoryId());
    }

    private static boolean isSame(Uuid one, Uuid other) {
        return one.equals(other) && !one.equals(Uuid.ZERO_UUID);
    }

    private static BrokerRegistered record(RegisterBroker command) {
        return new BrokerRegistered(
                command.id(),
                command.incarnation(),
                command.directoryId(),
                command.logDirectoryId(),
                command.host(),
                command.port(),
                command.peerHost(),
                command.peerPort(),
                command.rack(),
                true);
    }

    private static Refused invalid(String detail) {
        return new Refused(Errors.INVALID_REGISTRATION, detail);
    }
}
