package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupOffsetsTest {
    private static final TopicPartition PARTITION = new TopicPartition("made-up", 0);

    private final Violations violations = new Violations();
    private final GroupOffsets offsets = new GroupOffsets(violations);

    @Test
    void theGroupGoesOnAtWhatWasAcknowledgedOrAttempted() {
        offsets.attempted(at(10));
        offsets.acknowledged(at(10));
        offsets.attempted(at(20));

        offsets.begins(PARTITION, 10, offsets.least(PARTITION));
        offsets.begins(PARTITION, 20, offsets.least(PARTITION));

        assertThat(violations).matches(Violations::isEmpty);
    }

    @Test
    void aCommitThatWentBackIsLost() {
        offsets.attempted(at(10));
        offsets.acknowledged(at(10));

        offsets.begins(PARTITION, 9, offsets.least(PARTITION));

        assertThat(violations.count(Violation.COMMIT_LOST)).isOne();
    }

    @Test
    void aGroupThatSkipsRecordsIsNoBetter() {
        offsets.attempted(at(10));

        offsets.begins(PARTITION, 11, offsets.least(PARTITION));

        assertThat(violations.count(Violation.COMMIT_LOST)).isOne();
    }

    @Test
    void aCommitThatIsGoneAtTheEndIsLost() {
        offsets.attempted(at(10));
        offsets.acknowledged(at(10));

        offsets.check(Set.of(PARTITION), Map.of());

        assertThat(violations.count(Violation.COMMIT_LOST)).isOne();
    }

    private static Map<TopicPartition, OffsetAndMetadata> at(long offset) {
        return Map.of(PARTITION, new OffsetAndMetadata(offset));
    }
}
