package io.suiro.wire.handler;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What a transactional id has to be. */
final class TransactionalIds {
    private TransactionalIds() {}

    /**
     * Refuses none at all.
     *
     * @throws Refused INVALID_REQUEST
     */
    static void check(@Nullable String transactionalId) {
        if (transactionalId == null || transactionalId.isEmpty()) {
            throw new Refused(Errors.INVALID_REQUEST, "A transactional id must not be empty.");
        }
    }
}
