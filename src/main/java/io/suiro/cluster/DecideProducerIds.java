package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** Hands out a block of producer ids, never one twice: a broker that loses its block gets another. */
final class DecideProducerIds {
    private DecideProducerIds() {}

    static Decision<Outcome<Long>> decide(MetadataImage image, AllocateProducerIds command) {
        BrokerLife.requireRegistered(image, command.brokerId());
        BrokerLife.require(image, command.brokerId(), command.brokerEpoch());
        if (command.count() <= 0) {
            return Decision.refused(
                    Errors.INVALID_REQUEST, "A block of " + command.count() + " producer ids was asked for.");
        }
        long first = image.nextProducerId();
        if (first > Long.MAX_VALUE - command.count()) {
            return Decision.refused(Errors.UNKNOWN_SERVER_ERROR, "All producer ids have been handed out.");
        }
        var record = new MetadataRecord.ProducerIdsAllocated(command.brokerId(), first + command.count());
        return new Decision<>(List.of(record), Outcome.ok(first));
    }
}
