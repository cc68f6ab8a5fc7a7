package io.suiro.wire.handler;

import io.suiro.error.Outcome;
import io.suiro.share.AcknowledgeType;
import io.suiro.share.Acknowledgement;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** Acknowledgements of a partition as requests bring them: sound, or INVALID_REQUEST. */
final class AcknowledgementBatches {
    private final boolean mayRenew;
    private final List<Acknowledgement> sound = new ArrayList<>();
    private long nextOffset;
    private Outcome<List<Acknowledgement>> result = Outcome.ok(sound);

    /** @param mayRenew whether the request says that there are some which ask for more time */
    AcknowledgementBatches(boolean mayRenew) {
        this.mayRenew = mayRenew;
    }

    /** In ascending order, and each offset once. */
    void add(long firstOffset, long lastOffset, List<Byte> types) {
        if (firstOffset > lastOffset) {
            refuse("A batch of acknowledgements ends before it begins.");
        } else if (firstOffset < nextOffset) {
            refuse("Batches of acknowledgements overlap, or are not in order.");
        } else if (types.isEmpty() || (types.size() > 1 && types.size() != lastOffset - firstOffset + 1)) {
            refuse("There are " + types.size() + " acknowledge types for " + (lastOffset - firstOffset + 1)
                    + " offsets.");
        } else {
            nextOffset = lastOffset + 1;
            addSound(firstOffset, lastOffset, types);
        }
    }

    private void addSound(long firstOffset, long lastOffset, List<Byte> types) {
        List<AcknowledgeType> known = new ArrayList<>(types.size());
        for (byte id : types) {
            AcknowledgeType type = AcknowledgeType.of(id);
            if (type == null || (type == AcknowledgeType.RENEW && !mayRenew)) {
                refuse("Acknowledge type " + id + " is not possible here.");
                return;
            }
            known.add(type);
        }
        sound.add(new Acknowledgement(firstOffset, lastOffset, known));
    }

    private void refuse(String why) {
        result = Outcome.failed(Errors.INVALID_REQUEST, why);
    }

    Outcome<List<Acknowledgement>> result() {
        return result;
    }
}
