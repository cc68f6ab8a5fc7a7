package io.suiro.tool.client.record;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Prints as another format does, with keys and values that are no text made text. */
record DecodedFormat(RecordFormat format, BytesAs keys, BytesAs values) implements RecordFormat {
    @Override
    public void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException {
        String place = record.topic() + "-" + record.partition() + " at " + record.offset();
        format.print(
                new ConsumerRecord<>(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.timestampType(),
                        record.serializedKeySize(),
                        record.serializedValueSize(),
                        keys.print(record.key(), "the key of " + place),
                        values.print(record.value(), "the value of " + place),
                        record.headers(),
                        record.leaderEpoch()),
                out);
    }
}
