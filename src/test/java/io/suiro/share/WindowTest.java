package io.suiro.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.coordinator.share.StateBatch;
import io.suiro.error.Refused;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int LIMIT = 3;
    private static final long LOCKED_UNTIL_MS = 1_000;

    private final Window window = new Window(10);

    @Test
    void aBatchIsAcquiredWhole() {
        assertThat(acquire("a", 6, batch(10, 14), batch(15, 29))).containsExactly(new Acquired(10, 29, 1));
        assertThat(window.endOffset()).isEqualTo(30);
        assertThat(acquire("b", 5, batch(10, 29))).isEmpty();
    }

    @Test
    void aRecordLimitCutsBatches() {
        assertThat(new Acquire("a", 7, 500, 2_000, true, LIMIT, LOCKED_UNTIL_MS)
                        .in(window, 10, List.of(batch(10, 14), batch(15, 29))))
                .containsExactly(new Acquired(10, 16, 1));
        assertThat(window.nextOffset()).isEqualTo(17);
    }

    @Test
    void acquiredRangesEndWithTheLogsBatchesWhereTheyAreLargeEnough() {
        assertThat(new Acquire("a", 100, 5, 2_000, false, LIMIT, LOCKED_UNTIL_MS)
                        .in(window, 10, List.of(batch(10, 12), batch(13, 15), batch(16, 18))))
                .containsExactly(new Acquired(10, 15, 1), new Acquired(16, 18, 1));
    }

    @Test
    void theWindowDoesNotBecomeWiderThanItMay() {
        assertThat(new Acquire("a", 500, 500, 10, false, LIMIT, LOCKED_UNTIL_MS)
                        .in(window, 10, List.of(batch(10, 14), batch(15, 22), batch(23, 25))))
                .containsExactly(new Acquired(10, 22, 1));
        assertThat(window.isOpen(100, 10)).isFalse();
        decide("a", 1, new Acknowledgement(10, 14, List.of(AcknowledgeType.RELEASE)));
        settleAll(1);
        assertThat(window.isOpen(100, 10)).isTrue();
        assertThat(window.nextOffset()).isEqualTo(10);
    }

    @Test
    void whatCompactionHasLeftOutAndWhatIsNotForMembersIsDoneWith() {
        assertThat(acquire("a", 500, new FoundBatch(12, 13, false), batch(20, 21), new FoundBatch(22, 22, false)))
                .containsExactly(new Acquired(20, 21, 1));
        assertThat(window.startOffset()).isEqualTo(20);
        decide("a", 1, new Acknowledgement(20, 21, List.of(AcknowledgeType.ACCEPT)));
        settleAll(1);
        assertThat(window.startOffset()).isEqualTo(23);
    }

    @Test
    void whatIsDecidedIsTheMembersUntilItIsStored() {
        acquire("a", 500, batch(10, 11));
        assertThat(decide(
                        "a", 1, new Acknowledgement(10, 11, List.of(AcknowledgeType.ACCEPT, AcknowledgeType.RELEASE))))
                .containsExactly(
                        new StateBatch(10, 10, StateBatch.ACKNOWLEDGED, (short) 1),
                        new StateBatch(11, 11, StateBatch.AVAILABLE, (short) 1));
        assertThat(window.nextOffset()).isEqualTo(12);
        assertThat(window.expire(LOCKED_UNTIL_MS, LIMIT)).isEmpty();
        assertThat(window.outlook()).isEqualTo(new Window.Outlook(11, 0));
        assertThatThrownBy(() -> decide("a", 2, new Acknowledgement(10, 10, List.of(AcknowledgeType.ACCEPT))))
                .isInstanceOf(Refused.class);

        settleAll(1);
        assertThat(window.startOffset()).isEqualTo(11);
        assertThat(window.nextOffset()).isEqualTo(11);
    }

    @Test
    void whatCannotBeStoredIsStillTheMembers() {
        acquire("a", 500, batch(10, 11));
        List<StateBatch> changed = decide("a", 1, new Acknowledgement(10, 11, List.of(AcknowledgeType.ACCEPT)));
        window.settle(1, changed, false);
        assertThat(window.startOffset()).isEqualTo(10);
        assertThat(decide("a", 2, new Acknowledgement(10, 11, List.of(AcknowledgeType.ACCEPT))))
                .hasSize(1);
    }

    @Test
    void aMemberDecidesAboutNothingButWhatItHasAndThenAboutNothing() {
        acquire("a", 500, batch(10, 11));
        acquire("b", 500, batch(12, 13));
        assertThatThrownBy(() -> decide("a", 1, new Acknowledgement(10, 13, List.of(AcknowledgeType.ACCEPT))))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> decide("b", 1, new Acknowledgement(12, 14, List.of(AcknowledgeType.ACCEPT))))
                .isInstanceOf(Refused.class);
        assertThat(window.runs().values()).allMatch(run -> run.decided() == null);
    }

    @Test
    void aLockThatEndsGivesBackAndTheLastDeliveryGivesUp() {
        for (int count = 1; count < LIMIT; count++) {
            assertThat(acquire("a", 500, batch(10, 10))).containsExactly(new Acquired(10, 10, count));
            assertThat(window.expire(LOCKED_UNTIL_MS - 1, LIMIT)).isEmpty();
            assertThat(window.expire(LOCKED_UNTIL_MS, LIMIT))
                    .containsExactly(new StateBatch(10, 10, StateBatch.AVAILABLE, (short) count));
        }
        acquire("a", 500, batch(10, 10));
        assertThat(window.expire(LOCKED_UNTIL_MS, LIMIT))
                .containsExactly(new StateBatch(10, 10, StateBatch.ARCHIVED, (short) LIMIT));
        assertThat(window.startOffset()).isEqualTo(11);
    }

    @Test
    void aMemberThatGoesHasNotHadWhatItHasNotDecidedAbout() {
        acquire("a", 500, batch(10, 11));
        acquire("b", 500, batch(12, 12));
        assertThat(window.release("a")).containsExactly(new StateBatch(10, 11, StateBatch.AVAILABLE, (short) 0));
        assertThat(acquire("c", 500, batch(10, 12))).containsExactly(new Acquired(10, 11, 1));
    }

    @Test
    void moreTimeIsNotStored() {
        acquire("a", 500, batch(10, 10));
        assertThat(new Decide("a", 1, LIMIT, 5_000)
                        .in(window, List.of(new Acknowledgement(10, 10, List.of(AcknowledgeType.RENEW)))))
                .isEmpty();
        assertThat(window.expire(LOCKED_UNTIL_MS, LIMIT)).isEmpty();
        assertThat(window.nextDeadlineMs()).isEqualTo(5_000);
    }

    @Test
    void aWindowIsRestoredWithHolesThatNobodyHasBeenGiven() {
        Window restored = Window.restored(
                10,
                List.of(
                        new StateBatch(10, 11, StateBatch.ARCHIVED, (short) 1),
                        new StateBatch(14, 15, StateBatch.ACKNOWLEDGED, (short) 1),
                        new StateBatch(16, 16, StateBatch.AVAILABLE, (short) 2)));
        assertThat(restored.startOffset()).isEqualTo(12);
        assertThat(new Acquire("a", 500, 500, 2_000, false, 5, LOCKED_UNTIL_MS)
                        .in(restored, 12, List.of(batch(10, 18))))
                .containsExactly(new Acquired(12, 13, 1), new Acquired(16, 16, 3), new Acquired(17, 18, 1));
    }

    @Test
    void whatTheLogHasDeletedIsDoneWithWhoeverHasIt() {
        acquire("a", 500, batch(10, 19));
        window.startFrom(15);
        assertThat(window.startOffset()).isEqualTo(15);
        assertThat(decide("a", 1, new Acknowledgement(10, 19, List.of(AcknowledgeType.ACCEPT))))
                .containsExactly(new StateBatch(15, 19, StateBatch.ACKNOWLEDGED, (short) 1));
    }

    private static FoundBatch batch(long first, long last) {
        return new FoundBatch(first, last, true);
    }

    private List<Acquired> acquire(String member, int maxRecords, FoundBatch... found) {
        return new Acquire(member, maxRecords, 500, 2_000, false, LIMIT, LOCKED_UNTIL_MS)
                .in(window, window.nextOffset(), List.of(found));
    }

    private List<StateBatch> decide(String member, long changeId, Acknowledgement... acknowledgements) {
        return new Decide(member, changeId, LIMIT, LOCKED_UNTIL_MS).in(window, List.of(acknowledgements));
    }

    private void settleAll(long changeId) {
        List<StateBatch> all = IntStream.range(0, 100)
                .mapToObj(offset -> new StateBatch(offset, offset, StateBatch.AVAILABLE, (short) 0))
                .toList();
        window.settle(changeId, all, true);
    }
}
