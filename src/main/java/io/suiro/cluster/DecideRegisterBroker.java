package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * A broker announces itself with each start and gets a higher epoch each time, so that what an earlier life of it still
 * has under way can be told apart. Leaders stay as they are.
 */
final class DecideRegisterBroker {
    private DecideRegisterBroker() {}

    static Decision<Outcome<Long>> decide(MetadataImage image, RegisterBroker command) {
        if (command.id() < 0) {
            return Decision.refused(Errors.INVALID_REGISTRATION, "Invalid negative broker ID: " + command.id());
        }
        if (command.host().isBlank() || command.port() < 0 || command.port() > 65535) {
            return Decision.refused(
                    Errors.INVALID_REGISTRATION,
                    "Broker " + command.id() + " cannot be reached at " + command.host() + ":" + command.port());
        }
        var record = new MetadataRecord.BrokerRegistered(command.id(), command.host(), command.port(), command.rack());
        return new Decision<>(List.of(record), Outcome.ok(image.index() + 1));
    }
}
