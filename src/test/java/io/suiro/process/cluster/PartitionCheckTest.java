package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing is worth what it is known to find: each broken promise, made up. */
class PartitionCheckTest {
    private static final TopicPartition PARTITION = new TopicPartition("made-up", 2);
    private static final int BYTES = 60;

    private final Violations violations = new Violations();
    private final GrowingInts read = new GrowingInts();
    private final History once = new History(1, PARTITION, true);
    private final History plain = new History(0, PARTITION, false);
    private final PartitionCheck check = new PartitionCheck(PARTITION, List.of(once, plain), read, violations);
    private long offset;

    @Test
    void aHistoryThatWasKeptIsFine() {
        acknowledged(once, 0, 0);
        acknowledged(plain, 0, 1);
        acknowledged(once, 1, 2);
        found(1, 0);
        found(0, 0);
        found(1, 1);
        read.set(1, PartitionCheck.checksum(value(0, 0)));

        check.finish();

        assertThat(violations).matches(Violations::isEmpty);
        assertThat(check.end()).isEqualTo(3);
    }

    @Test
    void aRecordInDoubtMayBeThereOrNot() {
        once.sent(0);
        once.sent(1);
        acknowledged(once, 2, 1);
        found(1, 1);
        found(1, 2);

        check.finish();

        assertThat(violations).matches(Violations::isEmpty);
    }

    @Test
    void anAcknowledgedRecordThatIsNotThereIsLost() {
        acknowledged(once, 0, 0);
        acknowledged(once, 1, 1);
        acknowledged(once, 2, 2);
        found(1, 0);

        check.finish();

        assertThat(violations.count(Violation.LOST)).isEqualTo(2);
        assertThat(violations.details())
                .first()
                .asString()
                .contains("record 1 of producer 1, acknowledged at offset 1");
    }

    @Test
    void oneThatWasAcknowledgedWithoutAnOffsetIsLostToo() {
        once.sent(0);
        once.acknowledged(0, -1);

        check.finish();

        assertThat(violations.count(Violation.LOST)).isOne();
    }

    @Test
    void aRecordOfAnIdempotentProducerIsThereOnce() {
        acknowledged(once, 0, 0);
        found(1, 0);
        found(1, 0);

        check.finish();

        assertThat(violations.count(Violation.DUPLICATED)).isOne();
    }

    @Test
    void oneOfAnotherProducerMayBeRepeatedAndIsCounted() {
        acknowledged(plain, 0, 1);
        found(0, 0);
        found(0, 0);

        check.finish();

        assertThat(violations).matches(Violations::isEmpty);
        assertThat(check.repeated()).isOne();
    }

    @Test
    void recordsOfOneProducerAreInOrder() {
        acknowledged(plain, 0, 1);
        acknowledged(plain, 1, 0);
        found(0, 1);
        found(0, 0);

        check.finish();

        assertThat(violations.count(Violation.REORDERED)).isOne();
    }

    @Test
    void aRecordIsWhereItWasAcknowledgedToBe() {
        acknowledged(once, 0, 1);
        acknowledged(once, 1, 0);
        found(1, 0);
        found(1, 1);

        check.finish();

        assertThat(violations.count(Violation.MISPLACED)).isEqualTo(2);
    }

    @Test
    void aValueWithOneOtherBitIsTorn() {
        acknowledged(once, 0, 0);
        byte[] value = value(1, 0);
        value[BYTES / 2] ^= 1;
        check.found(0, value);

        check.finish();

        assertThat(violations.count(Violation.TORN)).isOne();
        assertThat(violations.count(Violation.LOST)).isOne();
    }

    @Test
    void aValueOfAnotherPartitionIsTorn() {
        acknowledged(once, 0, 0);
        check.found(0, new Payload(1, 1, 0).encode(BYTES));

        check.finish();

        assertThat(violations.count(Violation.TORN)).isOne();
    }

    @Test
    void aRecordThatNobodySentIsUnknown() {
        found(1, 0);
        found(7, 0);

        check.finish();

        assertThat(violations.count(Violation.UNKNOWN)).isEqualTo(2);
    }

    @Test
    void offsetsHaveNoGaps() {
        acknowledged(once, 0, 1);
        check.found(1, value(1, 0));

        check.finish();

        assertThat(violations.count(Violation.GAP)).isOne();
    }

    @Test
    void whatAConsumerReadStays() {
        once.sent(0);
        once.sent(1);
        read.set(0, PartitionCheck.checksum(value(1, 0)));
        found(1, 1);

        check.finish();

        assertThat(violations.count(Violation.READ_AND_LOST)).isOne();
    }

    @Test
    void whatAConsumerReadIsNotTruncated() {
        read.set(0, PartitionCheck.checksum(value(1, 0)));

        check.finish();

        assertThat(violations.count(Violation.READ_AND_LOST)).isOne();
    }

    private static void acknowledged(History history, long number, long offset) {
        history.sent(number);
        history.acknowledged(number, offset);
    }

    private void found(int producer, long number) {
        check.found(offset++, value(producer, number));
    }

    private static byte[] value(int producer, long number) {
        return new Payload(producer, PARTITION.partition(), number).encode(BYTES);
    }
}
