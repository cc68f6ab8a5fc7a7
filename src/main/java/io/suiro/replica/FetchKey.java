package io.suiro.replica;

import org.apache.kafka.common.Uuid;

/** A partition as fetch requests name it. */
record FetchKey(Uuid topicId, int partition) {}
