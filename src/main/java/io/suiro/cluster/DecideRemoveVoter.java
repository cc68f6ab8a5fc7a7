package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** A voter that an operator wants no more, which is remembered while the broker lives, lest it is added at once again. */
final class DecideRemoveVoter {
    private DecideRemoveVoter() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, RemoveVoter command) {
        Voter voter = BrokerLife.voter(image, command.voter());
        List<Voter> voters = new ArrayList<>(image.voters());
        if (!voters.remove(voter)) {
            throw new Refused(
                    Errors.VOTER_NOT_FOUND,
                    "Broker " + voter.id() + " with the directory " + voter.directoryId() + " is no voter.");
        }
        if (voters.isEmpty()) {
            throw new Refused(Errors.INVALID_REQUEST, "Somebody has to vote.");
        }
        BrokerImage broker = image.broker(voter.id());
        boolean isHere = broker != null && broker.directoryId().equals(voter.directoryId());
        return BrokerLife.changeVoters(voters, isHere ? broker : null, true);
    }
}
