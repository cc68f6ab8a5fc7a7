package io.suiro.coordinator.share;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;

/** A topic was deleted: how far anybody has got with it means nothing any more. */
record ForgetTopic(ShareMachine machine, Uuid topicId) implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        List<ShareRecord> records = new ArrayList<>();
        for (ShareKey key : machine.all().keySet()) {
            if (key.topicId().equals(topicId)) {
                records.add(new ShareRecord.Forgotten(key));
            }
        }
        return new Decision<>(records, List.of(), List.of());
    }
}
