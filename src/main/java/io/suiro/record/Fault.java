package io.suiro.record;

import org.apache.kafka.common.protocol.Errors;

/** Whose fault it is if records cannot be read. */
enum Fault {
    CLIENT,
    DISK;

    /** Asked for only once there is a fault: Kafka's errors, with an exception for each, are many classes to load. */
    Errors code() {
        return this == CLIENT ? Errors.INVALID_RECORD : Errors.CORRUPT_MESSAGE;
    }
}
