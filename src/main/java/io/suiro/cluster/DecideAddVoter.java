package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * A voter that an operator wants. A majority is counted with it from the moment on at which the change is proposed, so one
 * that does not exist, or is far behind, could hold up every change for ever: it must be registered, heard of, and up to date.
 */
final class DecideAddVoter {
    private DecideAddVoter() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, AddVoter command, DecisionContext context) {
        int id = command.voter().id();
        if (image.voters().stream().anyMatch(voter -> voter.id() == id)) {
            throw new Refused(Errors.DUPLICATE_VOTER, "Broker " + id + " is a voter already.");
        }
        BrokerImage broker = image.broker(id);
        if (broker == null) {
            throw new Refused(Errors.INVALID_REQUEST, "Broker " + id + " is not registered.");
        }
        Voter voter = BrokerLife.voter(image, command.voter());
        if (!voter.directoryId().equals(broker.directoryId())) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "Broker " + id + " has the directory " + broker.directoryId() + ", not "
                            + command.voter().directoryId() + ".");
        }
        if (broker.fenced() || !context.hasCaughtUp().test(voter)) {
            throw new Refused(
                    Errors.REQUEST_TIMED_OUT, "Broker " + id + " has not caught up with the metadata log so far.");
        }
        List<Voter> voters = new ArrayList<>(image.voters());
        voters.add(voter);
        return BrokerLife.changeVoters(voters, broker, false);
    }
}
