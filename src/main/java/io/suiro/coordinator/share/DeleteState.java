package io.suiro.coordinator.share;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/** DeleteShareGroupState. */
record DeleteState(ShareMachine machine, ShareKey key, CompletableFuture<Errors> asker)
        implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        return new Decision<>(
                machine.find(key) == null ? List.of() : List.of(new ShareRecord.Forgotten(key)),
                List.of(),
                List.of(new Answer<>(asker, Errors.NONE)));
    }
}
