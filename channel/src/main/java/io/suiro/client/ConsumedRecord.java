package io.suiro.client;

import io.suiro.record.StoredRecord;
import org.apache.kafka.common.TopicPartition;

/** A record that was read, and where; its bytes are shared with others of its batch and are not to be written to. */
public record ConsumedRecord(TopicPartition topicPartition, boolean isLogAppendTime, StoredRecord stored) {
    public long offset() {
        return stored.offset();
    }
}
