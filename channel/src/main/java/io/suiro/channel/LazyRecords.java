package io.suiro.channel;

import io.suiro.client.ConsumedRecord;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records of one partition as Kafka's consumer gives them, each made when somebody looks at it, once. Filled by one thread, read by any afterwards. */
final class LazyRecords extends AbstractList<ConsumerRecord<Object, Object>> {
    private final Function<ConsumedRecord, ConsumerRecord<Object, Object>> make;
    private final List<ConsumedRecord> read;
    /** Guarded by this; by index. */
    private final Map<Integer, ConsumerRecord<Object, Object>> made = new HashMap<>();

    /** @param most records that will be added */
    LazyRecords(Function<ConsumedRecord, ConsumerRecord<Object, Object>> make, int most) {
        this.make = make;
        this.read = new ArrayList<>(most);
    }

    /** @param already null if it is to be made later */
    void add(ConsumedRecord record, @Nullable ConsumerRecord<Object, Object> already) {
        if (already != null) {
            made.put(read.size(), already);
        }
        read.add(record);
    }

    long lastOffset() {
        return read.getLast().offset();
    }

    @Override
    public synchronized ConsumerRecord<Object, Object> get(int index) {
        return made.computeIfAbsent(index, which -> make.apply(read.get(which)));
    }

    @Override
    public int size() {
        return read.size();
    }
}
