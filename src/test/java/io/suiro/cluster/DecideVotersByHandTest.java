package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.raft.Voter;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** What an operator may change of the voters: 1 votes, 2 is registered and has caught up. */
class DecideVotersByHandTest {
    private static final Voter ONE = new Voter(1, metadataDirectory(1));
    private static final Voter TWO = new Voter(2, metadataDirectory(2));

    private final Set<Voter> caughtUp = new HashSet<>(Set.of(ONE, TWO));
    private final DecisionContext context =
            new DecisionContext(StaticSettings.defaults(1), Uuid::randomUuid, caughtUp::contains);
    private MetadataImage image = MetadataImage.EMPTY;

    DecideVotersByHandTest() {
        register(1, 1);
        register(2, 1);
        decide(new ChangeVoters(List.of(ONE)));
    }

    @Test
    void aVoterThatNobodyKnowsIsRefused() {
        assertThat(decide(new AddVoter(new Voter(9, new Uuid(9, 9))))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(decide(new AddVoter(new Voter(2, new Uuid(9, 9))))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(image.voters()).containsExactly(ONE);
    }

    @Test
    void whoHasNotCaughtUpOrIsNotHeardOfIsToBeAskedForAgain() {
        caughtUp.remove(TWO);
        assertThat(decide(new AddVoter(TWO))).isEqualTo(Errors.REQUEST_TIMED_OUT);
        caughtUp.add(TWO);
        decide(new MetadataCommand.FenceBroker(2, broker(2).brokerEpoch()));
        assertThat(decide(new AddVoter(TWO))).isEqualTo(Errors.REQUEST_TIMED_OUT);
        decide(new UnfenceBroker(2, broker(2).brokerEpoch()));
        assertThat(decide(new AddVoter(TWO))).isEqualTo(Errors.NONE);
        assertThat(image.voters()).containsExactly(ONE, TWO);
    }

    @Test
    void aNodeVotesOnce() {
        assertThat(decide(new AddVoter(ONE))).isEqualTo(Errors.DUPLICATE_VOTER);
        assertThat(decide(new AddVoter(new Voter(1, new Uuid(9, 9))))).isEqualTo(Errors.DUPLICATE_VOTER);
    }

    @Test
    void theLogDirectoryStandsForTheVoter() {
        assertThat(decide(new AddVoter(new Voter(2, logDirectory(2))))).isEqualTo(Errors.NONE);
        assertThat(image.voters()).containsExactly(ONE, TWO);
        assertThat(decide(new RemoveVoter(new Voter(2, logDirectory(2))))).isEqualTo(Errors.NONE);
        assertThat(image.voters()).containsExactly(ONE);
    }

    @Test
    void aRemovalIsRememberedUntilTheBrokerIsAddedOrStartsAnew() {
        decide(new AddVoter(TWO));
        assertThat(decide(new RemoveVoter(TWO))).isEqualTo(Errors.NONE);
        assertThat(broker(2).removedFromVoters()).isTrue();
        decide(new AddVoter(TWO));
        assertThat(broker(2).removedFromVoters()).isFalse();
        decide(new RemoveVoter(TWO));
        register(2, 2);
        assertThat(broker(2).removedFromVoters()).isFalse();
    }

    @Test
    void whoDoesNotVoteAndTheLastWhoDoesAreNotRemoved() {
        assertThat(decide(new RemoveVoter(TWO))).isEqualTo(Errors.VOTER_NOT_FOUND);
        assertThat(decide(new RemoveVoter(ONE))).isEqualTo(Errors.INVALID_REQUEST);
    }

    private BrokerImage broker(int id) {
        return Objects.requireNonNull(image.broker(id));
    }

    private void register(int id, int life) {
        if (image.broker(id) != null) {
            decide(new MetadataCommand.FenceBroker(id, broker(id).brokerEpoch()));
        }
        decide(new RegisterBroker(
                id, new Uuid(id, life), metadataDirectory(id), logDirectory(id), "h", 1, "p", 2, null, true));
        decide(new UnfenceBroker(id, broker(id).brokerEpoch()));
    }

    private static Uuid metadataDirectory(int id) {
        return new Uuid(20, id);
    }

    private static Uuid logDirectory(int id) {
        return new Uuid(30, id);
    }

    /** Decides and applies, as a controller does whose log commits everything. */
    private <T> Errors decide(MetadataCommand<Outcome<T>> command) {
        Decision<Outcome<T>> decision = Decisions.decide(image, command, context);
        if (!decision.records().isEmpty()) {
            image = MetadataApply.apply(image, image.index() + 1, decision.records());
        }
        return decision.response().code();
    }
}
