package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.ReplaceConfigs;

/** From command to decision; one file per verb. Pure: the same image, command and context give the same decision. */
final class Decisions {
    private Decisions() {}

    @SuppressWarnings("unchecked") // each verb answers what its command promises; the compiler cannot follow R
    static <R> Decision<R> decide(MetadataImage image, MetadataCommand<R> command, DecisionContext context) {
        Decision<?> decision =
                switch (command) {
                    case RegisterBroker register -> DecideRegisterBroker.decide(image, register);
                    case CreateTopic create -> DecideCreateTopic.decide(image, create, context);
                    case DeleteTopic delete -> DecideDeleteTopic.decide(image, delete, context);
                    case CreatePartitions create -> DecideCreatePartitions.decide(image, create);
                    case AlterConfigs alter -> DecideAlterConfigs.decide(image, alter);
                    case ReplaceConfigs replace -> DecideReplaceConfigs.decide(image, replace);
                    case AllocateProducerIds allocate -> DecideProducerIds.decide(image, allocate);
                };
        return (Decision<R>) decision;
    }
}
