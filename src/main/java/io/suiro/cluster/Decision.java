package io.suiro.cluster;

import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a command comes to.
 *
 * @param records to append as one entry; empty if nothing changes
 * @param response released once the records are durable and applied
 */
record Decision<R>(List<MetadataRecord> records, R response) {
    Decision {
        records = List.copyOf(records);
    }

    static <T> Decision<Outcome<T>> refused(Errors code, String detail) {
        return new Decision<>(List.of(), Outcome.failed(code, detail));
    }
}
