package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.MetadataCommand.UnregisterBroker;
import io.suiro.error.Refused;

/**
 * From command to decision; one file per verb. Pure: the same image, command and context give the same decision. A verb
 * that throws {@link Refused} has decided to change nothing and to answer that.
 */
final class Decisions {
    private Decisions() {}

    @SuppressWarnings("unchecked") // each verb answers what its command promises; the compiler cannot follow R
    static <R> Decision<R> decide(MetadataImage image, MetadataCommand<R> command, DecisionContext context) {
        try {
            return (Decision<R>) decided(image, command, context);
        } catch (Refused refused) {
            return (Decision<R>) Decision.refused(refused.code(), refused.detail());
        }
    }

    private static Decision<?> decided(MetadataImage image, MetadataCommand<?> command, DecisionContext context) {
        return switch (command) {
            case RegisterBroker register -> DecideRegisterBroker.decide(image, register, context);
            case FenceBroker fence -> DecideFenceBroker.decide(image, fence, context);
            case UnfenceBroker unfence -> DecideUnfenceBroker.decide(image, unfence, context);
            case BeginShutdown begin -> DecideBeginShutdown.decide(image, begin, context);
            case UnregisterBroker unregister -> DecideUnregisterBroker.decide(image, unregister);
            case AlterPartition alter -> DecideAlterPartition.decide(image, alter, context);
            case ElectLeaders elect -> DecideElectLeaders.decide(image, elect, context);
            case ReassignPartition reassign -> DecideReassignPartition.decide(image, reassign, context);
            case BalanceLeaders balance -> DecideBalanceLeaders.decide(image, balance, context);
            case ChangeVoters change -> DecideChangeVoters.decide(image, change);
            case AddVoter add -> DecideAddVoter.decide(image, add, context);
            case RemoveVoter remove -> DecideRemoveVoter.decide(image, remove);
            case CreateTopic create -> DecideCreateTopic.decide(image, create, context);
            case DeleteTopic delete -> DecideDeleteTopic.decide(image, delete, context);
            case CreatePartitions create -> DecideCreatePartitions.decide(image, create);
            case AlterConfigs alter -> DecideAlterConfigs.decide(image, alter, context);
            case ReplaceConfigs replace -> DecideReplaceConfigs.decide(image, replace, context);
            case AllocateProducerIds allocate -> DecideProducerIds.decide(image, allocate);
        };
    }
}
