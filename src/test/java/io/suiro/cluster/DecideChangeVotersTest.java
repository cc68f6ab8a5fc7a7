package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.raft.Voter;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class DecideChangeVotersTest {
    private static final Voter ONE = new Voter(1, new Uuid(1, 1));
    private static final Voter TWO = new Voter(2, new Uuid(2, 2));
    private static final Voter THREE = new Voter(3, new Uuid(3, 3));
    private static final Voter THREE_WITHOUT_ITS_DISK = new Voter(3, new Uuid(3, 4));

    private static final DecisionContext CONTEXT = new DecisionContext(StaticSettings.defaults(1), Uuid::randomUuid);

    private MetadataImage image = MetadataImage.EMPTY;

    /** Decides and applies, as a controller does whose log commits everything. */
    private Errors change(Voter... voters) {
        Decision<Outcome<Void>> decision = Decisions.decide(image, new ChangeVoters(List.of(voters)), CONTEXT);
        if (!decision.records().isEmpty()) {
            image = MetadataApply.apply(image, image.index() + 1, decision.records());
        }
        return decision.response().code();
    }

    @Test
    void votersComeAndGoOneAtATime() {
        assertThat(change(ONE)).isEqualTo(Errors.NONE);
        assertThat(change(TWO, ONE)).isEqualTo(Errors.NONE);
        assertThat(image.voters()).containsExactly(ONE, TWO);
        assertThat(change(TWO)).isEqualTo(Errors.NONE);
        assertThat(image.voters()).containsExactly(TWO);
    }

    @Test
    void moreAtOnceNobodyAndTheSameTwiceAreRefused() {
        assertThat(change(ONE, TWO)).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(change()).isEqualTo(Errors.INVALID_REQUEST);
        change(ONE);
        change(ONE, TWO);
        change(ONE, TWO, THREE);
        MetadataImage before = image;
        assertThat(change(ONE)).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(change(ONE, TWO, THREE_WITHOUT_ITS_DISK)).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(change(ONE, TWO, THREE, THREE_WITHOUT_ITS_DISK)).isEqualTo(Errors.DUPLICATE_VOTER);
        assertThat(change(THREE, TWO, ONE)).isEqualTo(Errors.NONE);
        assertThat(image).isSameAs(before);
    }
}
