package io.suiro.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.TimerThread;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.TopicRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Records whose values are whole numbers, in topics of three partitions: sent, read, and which there are by partition, in their order. */
final class Numbers {
    private Numbers() {}

    static OutgoingRecord record(String topic, int partition, int number) {
        ByteBuffer value = ByteBuffer.wrap(Integer.toString(number).getBytes(UTF_8));
        return new OutgoingRecord(topic, partition, 1_000, null, value, List.of());
    }

    /** The one member of the group {@code readers}, which begins at the beginning; it has not joined yet. */
    static LocalConsumer reader(EmbeddedBroker own, String topic, TimerThread timer, ConsumerListener listener) {
        return new LocalConsumer(
                own.broker(),
                new ConsumerOptions(
                        "readers",
                        "reader",
                        Set.of(topic),
                        null,
                        null,
                        null,
                        OffsetReset.EARLIEST,
                        false,
                        30_000,
                        1 << 20),
                timer,
                listener);
    }

    /** From 0 on so many in each partition. */
    static Map<Integer, List<Integer>> first(int count) {
        List<Integer> each = IntStream.range(0, count).boxed().toList();
        return Map.of(0, each, 1, each, 2, each);
    }

    static Map<Integer, List<Integer>> stored(List<TopicRecord> records) {
        Map<Integer, List<Integer>> stored = new HashMap<>();
        for (TopicRecord record : records) {
            stored.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                    .add(Integer.valueOf(Objects.requireNonNull(record.value())));
        }
        return stored;
    }

    static Map<Integer, List<Integer>> read(List<Collecting> seen) {
        Map<Integer, List<Integer>> read = new HashMap<>();
        for (Collecting each : seen) {
            for (ConsumedRecord record : each.records) {
                ByteBuffer value = Objects.requireNonNull(record.stored().value());
                read.computeIfAbsent(record.topicPartition().partition(), partition -> new ArrayList<>())
                        .add(Integer.valueOf(UTF_8.decode(value.duplicate()).toString()));
            }
        }
        return read;
    }
}
