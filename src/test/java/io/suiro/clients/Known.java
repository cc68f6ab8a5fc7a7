package io.suiro.clients;

import org.apache.kafka.common.Uuid;

/**
 * What sample requests may take to exist: a topic of two partitions, one record in the first.
 *
 * @param version of the request, which keeps what the versions create apart
 */
record Known(String topic, Uuid topicId, short version) {
    static final String MISSING = "missing";
    static final Uuid MISSING_ID = new Uuid(4711, 4712);

    /** A name that no other version uses. */
    String fresh(String what) {
        return what + "-" + version;
    }
}
