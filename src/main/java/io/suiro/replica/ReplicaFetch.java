package io.suiro.replica;

import org.apache.kafka.common.message.FetchResponseData;

/** A leader's answer. Its records are MemoryRecords over a buffer that is valid until {@link #close}, which must follow, once. */
public interface ReplicaFetch extends AutoCloseable {
    FetchResponseData data();

    @Override
    void close();
}
