package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.UnregisterBroker;
import io.suiro.cluster.MetadataRecord.BrokerUnregistered;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * Forgets a broker. Kafka does so while it still runs and holds replicas, after which its partitions name a broker that
 * nobody knows; here it is refused with INVALID_REQUEST.
 */
final class DecideUnregisterBroker {
    private DecideUnregisterBroker() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, UnregisterBroker command) {
        BrokerImage broker = BrokerLife.requireRegistered(image, command.id());
        if (!broker.fenced()) {
            throw new Refused(Errors.INVALID_REQUEST, "Broker " + command.id() + " is still heard of; stop it first.");
        }
        for (TopicImage topic : image.topics().values()) {
            for (int number = 0; number < topic.partitions().size(); number++) {
                if (topic.partitions().get(number).replicas().contains(command.id())) {
                    throw new Refused(
                            Errors.INVALID_REQUEST,
                            "Broker " + command.id() + " still holds replicas, such as one of " + topic.name() + "-"
                                    + number + "; reassign them first.");
                }
            }
        }
        return new Decision<>(List.of(new BrokerUnregistered(command.id())), Outcome.done());
    }
}
