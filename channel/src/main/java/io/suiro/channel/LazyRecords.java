package io.suiro.channel;

import io.suiro.client.ConsumedRecord;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records of one partition as Kafka's consumer gives them, each made when somebody looks at it, once. Filled by one thread, read by any afterwards. */
final class LazyRecords extends AbstractList<ConsumerRecord<Object, Object>> {
    private final Function<ConsumedRecord, ConsumerRecord<Object, Object>> make;
    private final List<ConsumedRecord> read = new ArrayList<>();
    /** Guarded by this; null where none has been made. */
    private final List<@Nullable ConsumerRecord<Object, Object>> made = new ArrayList<>();

    LazyRecords(Function<ConsumedRecord, ConsumerRecord<Object, Object>> make) {
        this.make = make;
    }

    /** @param already null if it is to be made later */
    void add(ConsumedRecord record, @Nullable ConsumerRecord<Object, Object> already) {
        read.add(record);
        made.add(already);
    }

    long lastOffset() {
        return read.getLast().offset();
    }

    @Override
    public synchronized ConsumerRecord<Object, Object> get(int index) {
        ConsumerRecord<Object, Object> record = made.get(index);
        if (record == null) {
            record = make.apply(read.get(index));
            made.set(index, record);
        }
        return record;
    }

    @Override
    public int size() {
        return read.size();
    }
}
