package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataRecord.VotersChanged;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;

/**
 * One voter more or less, so that each majority of the old voters shares one with each majority of the new (Ongaro's
 * thesis, 4.1). A node whose directory was replaced leaves with the old one before it joins with the new.
 */
final class DecideChangeVoters {
    private DecideChangeVoters() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, ChangeVoters command) {
        List<Voter> voters = command.voters();
        if (voters.isEmpty()) {
            throw invalid("Somebody has to vote.");
        }
        if (voters.stream().map(Voter::id).distinct().count() < voters.size()) {
            throw new Refused(Errors.DUPLICATE_VOTER, "A node votes more than once: " + voters);
        }
        Set<Voter> changed = difference(new HashSet<>(image.voters()), new HashSet<>(voters));
        if (changed.size() > 1) {
            throw invalid("Voters change one at a time, not " + changed);
        }
        return new Decision<>(changed.isEmpty() ? List.of() : List.of(new VotersChanged(voters)), Outcome.done());
    }

    private static Set<Voter> difference(Set<Voter> before, Set<Voter> after) {
        Set<Voter> changed = new HashSet<>(before);
        changed.removeAll(after);
        after.stream().filter(voter -> !before.contains(voter)).forEach(changed::add);
        return changed;
    }

    private static Refused invalid(String detail) {
        return new Refused(Errors.INVALID_REQUEST, detail);
    }
}
