package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/** An election because somebody wants one (KIP-460): never in the place of a leader that will do. */
final class DecideElectLeaders {
    private DecideElectLeaders() {}

    static Decision<Outcome<PartitionImage>> decide(
            MetadataImage image, ElectLeaders command, DecisionContext context) {
        NamedPartition named = NamedPartition.find(image, command.topic(), command.partition());
        PartitionDraft draft = named.draft(image, context);
        switch (command.type()) {
            case PREFERRED -> electPreferred(named, draft, image);
            case UNCLEAN -> electUncleanly(named, draft);
        }
        return named.decision(draft.finish());
    }

    private static void electPreferred(NamedPartition named, PartitionDraft draft, MetadataImage image) {
        int preferred = named.partition().replicas().getFirst();
        if (named.partition().leader() == preferred) {
            throw new Refused(Errors.ELECTION_NOT_NEEDED);
        }
        BrokerImage broker = image.broker(preferred);
        if (broker == null || !broker.isActive() || !named.partition().isr().contains(preferred)) {
            throw new Refused(Errors.PREFERRED_LEADER_NOT_AVAILABLE);
        }
        draft.lead(preferred);
    }

    private static void electUncleanly(NamedPartition named, PartitionDraft draft) {
        if (named.partition().hasLeader()) {
            throw new Refused(Errors.ELECTION_NOT_NEEDED);
        }
        draft.electUncleanly();
        if (!draft.hasLeader()) {
            throw new Refused(Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE);
        }
    }
}
