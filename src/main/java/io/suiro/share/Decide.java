package io.suiro.share;

import io.suiro.coordinator.share.StateBatch;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * Notes what a member says of records that it has: all of it, or nothing if there is one that it does not have.
 *
 * @param changeId to {@linkplain Window#settle settle} it with
 * @param renewedUntilMs uptime clock; until when it has what it asks more time for, which is not stored
 */
record Decide(String memberId, long changeId, int deliveryLimit, long renewedUntilMs) {
    /**
     * What is to be stored. Offsets that the log does not have any more are passed over.
     *
     * @throws Refused INVALID_RECORD_STATE
     */
    List<StateBatch> in(Window window, List<Acknowledgement> acknowledgements) {
        for (Acknowledgement acknowledgement : acknowledgements) {
            check(window, acknowledgement);
        }
        List<StateBatch> changed = new ArrayList<>();
        for (Acknowledgement acknowledgement : acknowledgements) {
            long first = Math.max(acknowledgement.firstOffset(), window.startOffset());
            while (first <= acknowledgement.lastOffset()) {
                AcknowledgeType type = acknowledgement.typeOf(first);
                long last = first;
                while (last < acknowledgement.lastOffset() && acknowledgement.typeOf(last + 1) == type) {
                    last = acknowledgement.types().size() == 1 ? acknowledgement.lastOffset() : last + 1;
                }
                decide(window, first, last, type, changed);
                first = last + 1;
            }
        }
        return changed;
    }

    private void check(Window window, Acknowledgement acknowledgement) {
        long next = Math.max(acknowledgement.firstOffset(), window.startOffset());
        for (Run run : window.over(next, acknowledgement.lastOffset())) {
            if (run.firstOffset() != next || !run.isHeldBy(memberId)) {
                throw refused(next);
            }
            next = run.lastOffset() + 1;
        }
        if (next <= acknowledgement.lastOffset()) {
            throw refused(next);
        }
    }

    private Refused refused(long offset) {
        return new Refused(
                Errors.INVALID_RECORD_STATE, "Member " + memberId + " does not have the record at offset " + offset);
    }

    private void decide(Window window, long first, long last, AcknowledgeType type, List<StateBatch> changed) {
        for (Run run : window.over(first, last)) {
            if (type == AcknowledgeType.RENEW) {
                window.put(run.lockedUntil(renewedUntilMs));
                continue;
            }
            DeliveryState next =
                    switch (type) {
                        case ACCEPT -> DeliveryState.ACKNOWLEDGED;
                        case RELEASE ->
                            run.deliveryCount() >= deliveryLimit ? DeliveryState.ARCHIVED : DeliveryState.AVAILABLE;
                        case REJECT, GAP -> DeliveryState.ARCHIVED;
                        case RENEW -> DeliveryState.ACQUIRED;
                    };
            window.put(run.decided(new Run.Decided(changeId, next)));
            changed.add(run.stored(next, run.deliveryCount()));
        }
    }
}
