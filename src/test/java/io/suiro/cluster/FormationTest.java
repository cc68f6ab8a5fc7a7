package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.Formation.Step;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormationTest {
    @Test
    void theLowestIdFoundsOnceAllHaveAnsweredThatTheyKnowOfNone() {
        List<PeerIdentity> answers = List.of(stranger(3), stranger(1), stranger(2));
        assertThat(Formation.decide(1, answers, List.of(), 1)).isEqualTo(new Step.Found());
        assertThat(Formation.decide(2, answers, List.of(), 1)).isInstanceOf(Step.Wait.class);
    }

    @Test
    void nobodyFoundsWhileOneIsSilent() {
        Step step = Formation.decide(1, List.of(stranger(1), stranger(2)), List.of("c:9292"), 1);
        assertThat(step).isEqualTo(new Step.Wait("no answer from c:9292"));
    }

    @Test
    void aClusterThatIsHeardOfIsJoinedWhoeverIsSilent() {
        Step step = Formation.decide(1, List.of(stranger(1), member(2, "k")), List.of("c:9292"), 1);
        assertThat(step).isEqualTo(new Step.Join("k"));
    }

    @Test
    void aBrokerThatIsNotAmongItsPeersFoundsNothing() {
        assertThat(Formation.decide(0, List.of(stranger(1)), List.of(), 1)).isInstanceOf(Step.Wait.class);
    }

    @Test
    void nobodyFoundsBeforeAsManyHaveAnsweredAsAreExpected() {
        // A name that stands for all brokers in the end, and for those that the name service knows of by now.
        List<PeerIdentity> some = List.of(stranger(1), stranger(2), stranger(2));
        assertThat(Formation.decide(1, some, List.of(), 3))
                .isEqualTo(new Step.Wait("2 of the 3 brokers that are expected have answered"));
        List<PeerIdentity> all = List.of(stranger(1), stranger(2), stranger(3));
        assertThat(Formation.decide(1, all, List.of(), 3)).isEqualTo(new Step.Found());
    }

    @Test
    void aClusterThatIsHeardOfIsJoinedHoweverFewHaveAnswered() {
        assertThat(Formation.decide(1, List.of(stranger(1), member(2, "k")), List.of(), 3))
                .isEqualTo(new Step.Join("k"));
    }

    @Test
    void twoClustersAreRefused() {
        Step step = Formation.decide(1, List.of(member(2, "k"), member(3, "l")), List.of(), 1);
        assertThat(step).isEqualTo(new Step.Refuse("the peers belong to different clusters: k, l"));
    }

    @Test
    void twoBrokersOfOneIdAreRefusedButOneAtTwoAddressesIsNot() {
        assertThat(Formation.decide(
                        1, List.of(stranger(1), stranger(2), new PeerIdentity(2, new Uuid(9, 9), null)), List.of(), 1))
                .isEqualTo(new Step.Refuse("two peers say that they are node 2"));
        assertThat(Formation.decide(1, List.of(stranger(1), stranger(2), stranger(2)), List.of(), 1))
                .isEqualTo(new Step.Found());
    }

    private static PeerIdentity stranger(int id) {
        return identity(id, null);
    }

    private static PeerIdentity member(int id, String cluster) {
        return identity(id, cluster);
    }

    private static PeerIdentity identity(int id, @Nullable String cluster) {
        return new PeerIdentity(id, new Uuid(0, id), cluster);
    }
}
