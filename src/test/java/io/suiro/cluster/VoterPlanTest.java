package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.raft.Voter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VoterPlanTest {
    private static final long END = 10;

    @Test
    void threeBrokersBecomeVotersOneAfterTheOther() {
        assertThat(next(voters(0), brokers(0, 1, 2), 3)).isEqualTo(voters(0, 1));
        assertThat(next(voters(0, 1), brokers(0, 1, 2), 3)).isEqualTo(voters(0, 1, 2));
        assertThat(next(voters(0, 1, 2), brokers(0, 1, 2), 3)).isNull();
    }

    @Test
    void twoVotersWouldBeWorseThanOne() {
        assertThat(next(voters(0), brokers(0, 1), 3)).isNull();
    }

    @Test
    void moreBrokersThanWantedLearn() {
        assertThat(next(voters(0, 1, 2), brokers(0, 1, 2, 3, 4), 3)).isNull();
        assertThat(next(voters(0, 1, 2), brokers(0, 1, 2, 3, 4), 5)).isEqualTo(voters(0, 1, 2, 3));
    }

    @Test
    void whoHasNotCaughtUpHasToWait() {
        Map<Integer, Long> matched = new HashMap<>(Map.of(0, END, 1, END - 1, 2, END));
        assertThat(VoterPlan.next(voters(0), 0, brokers(0, 1, 2), 3, matched, END))
                .isEqualTo(voters(0, 2));
    }

    @Test
    void aVoterThatWasUnregisteredVotesNoMore() {
        assertThat(next(voters(0, 1, 2), brokers(0, 1, 3), 3)).isEqualTo(voters(0, 1));
        assertThat(next(voters(0, 1), brokers(0, 1, 3), 3)).isEqualTo(voters(0, 1, 3));
    }

    @Test
    void aVoterThatLostItsDiskIsReplacedInTwoSteps() {
        Voter lost = new Voter(2, new Uuid(7, 7));
        List<Voter> voters = List.of(voter(0), voter(1), lost);
        assertThat(next(voters, brokers(0, 1, 2), 3)).isEqualTo(voters(0, 1));
        assertThat(next(voters(0, 1), brokers(0, 1, 2), 3)).isEqualTo(voters(0, 1, 2));
    }

    @Test
    void whoIsFencedOrCordonedIsNotAdded() {
        List<BrokerImage> brokers = List.of(
                broker(0, false, false), broker(1, true, false), broker(2, false, true), broker(3, false, false));
        assertThat(next(voters(0), brokers, 3)).isEqualTo(voters(0, 3));
    }

    @Test
    void whomAnOperatorHasTakenOutIsNotAdded() {
        List<BrokerImage> brokers = List.of(
                broker(0, false, false),
                broker(1, false, false),
                broker(2, false, false, true),
                broker(3, true, false));
        assertThat(next(voters(0, 1), brokers, 3)).isNull();
        assertThat(next(
                        voters(0, 1),
                        List.of(brokers.get(0), brokers.get(1), brokers.get(2), broker(3, false, false)),
                        3))
                .isEqualTo(voters(0, 1, 3));
    }

    private static @Nullable List<Voter> next(List<Voter> voters, List<BrokerImage> brokers, int wanted) {
        Map<Integer, Long> matched = new HashMap<>();
        brokers.forEach(broker -> matched.put(broker.id(), END));
        return VoterPlan.next(voters, 0, brokers, wanted, matched, END);
    }

    private static List<Voter> voters(int... ids) {
        return Arrays.stream(ids).mapToObj(VoterPlanTest::voter).toList();
    }

    private static Voter voter(int id) {
        return new Voter(id, new Uuid(1, id));
    }

    private static List<BrokerImage> brokers(int... ids) {
        return IntStream.of(ids).mapToObj(id -> broker(id, false, false)).toList();
    }

    private static BrokerImage broker(int id, boolean fenced, boolean cordoned) {
        return broker(id, fenced, cordoned, false);
    }

    private static BrokerImage broker(int id, boolean fenced, boolean cordoned, boolean removed) {
        return new BrokerImage(
                id,
                Uuid.ZERO_UUID,
                new Uuid(1, id),
                Uuid.ZERO_UUID,
                "h",
                1,
                "h",
                2,
                null,
                5,
                fenced,
                false,
                cordoned,
                removed);
    }
}
