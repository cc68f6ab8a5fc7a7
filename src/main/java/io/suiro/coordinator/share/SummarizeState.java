package io.suiro.coordinator.share;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** ReadShareGroupStateSummary. Errors: GROUP_ID_NOT_FOUND. */
record SummarizeState(ShareMachine machine, ShareKey key, CompletableFuture<ShareState> asker)
        implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        return new Decision<>(
                List.of(),
                List.of(),
                List.of(new Answer<>(asker, StateFence.find(machine, key).state())));
    }
}
