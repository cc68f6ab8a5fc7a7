package io.suiro.clients;

import java.util.Set;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A request that some client could send, and all the error codes that its answer has.
 *
 * @param request only with fields that its version has
 */
record Sample(ApiMessage request, Set<Errors> expected) {
    static Sample of(ApiMessage request, Errors... expected) {
        return new Sample(request, Set.of(expected));
    }
}
