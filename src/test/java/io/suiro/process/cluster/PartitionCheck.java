package io.suiro.process.cluster;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Crc32C;
import org.jspecify.annotations.Nullable;

/**
 * Judges one partition: it is shown what is stored there, offset by offset, and compares that with what the producers and the consumers
 * know. One thread.
 */
final class PartitionCheck {
    private final TopicPartition partition;
    private final Map<Integer, Producer> producers;
    private final GrowingInts read;
    private final Violations violations;
    private long end;
    private long stored;
    private long repeated;

    /** @param read checksum of the value that a consumer has read at each offset, 0 where none has */
    PartitionCheck(TopicPartition partition, List<History> histories, GrowingInts read, Violations violations) {
        this.partition = partition;
        this.read = read;
        this.violations = violations;
        producers = histories.stream()
                .map(Producer::new)
                .collect(Collectors.toMap(it -> it.history.producer(), Function.identity(), (a, b) -> a, TreeMap::new));
    }

    /** The next record. */
    void found(long offset, byte @Nullable [] value) {
        if (offset != end) {
            add(Violation.GAP, "offset " + end + " is followed by " + offset);
        }
        end = offset + 1;
        stored++;
        int wasRead = read.get(offset);
        if (wasRead != 0 && wasRead != checksum(value)) {
            add(Violation.READ_AND_LOST, "offset " + offset + " is another record than a consumer read there");
        }
        Payload payload = Payload.decode(value);
        if (payload == null || payload.partition() != partition.partition()) {
            add(Violation.TORN, "at offset " + offset);
            return;
        }
        Producer producer = producers.get(payload.producer());
        if (producer == null || !producer.history.wasSent(payload.number())) {
            add(Violation.UNKNOWN, payload + " at offset " + offset);
            return;
        }
        producer.found(Math.toIntExact(payload.number()), offset);
    }

    /** After the last one. */
    void finish() {
        if (read.end() > end) {
            add(Violation.READ_AND_LOST, "a consumer read up to " + read.end() + ", and the end is " + end);
        }
        producers.values().forEach(Producer::finish);
    }

    /** Of a value that was read; never 0. */
    static int checksum(byte @Nullable [] value) {
        int crc = value == null ? 0 : (int) Crc32C.compute(value, 0, value.length);
        return crc == 0 ? 1 : crc;
    }

    long end() {
        return end;
    }

    long stored() {
        return stored;
    }

    /** Records that were there already, from producers who may send one twice. */
    long repeated() {
        return repeated;
    }

    private void add(Violation kind, String detail) {
        violations.add(kind, partition + ": " + detail);
    }

    /** One producer's records in the partition. */
    private final class Producer {
        private final History history;
        private final BitSet found = new BitSet();
        private final BitSet inPlace = new BitSet();
        private int highest = -1;

        Producer(History history) {
            this.history = history;
        }

        void found(int number, long offset) {
            if (history.offset(number) == offset) {
                inPlace.set(number);
            }
            if (found.get(number)) {
                if (history.idempotent()) {
                    add(Violation.DUPLICATED, named(number) + " is there again at offset " + offset);
                } else {
                    repeated++;
                }
                return;
            }
            if (number < highest) {
                add(Violation.REORDERED, named(number) + " comes after " + highest + ", at offset " + offset);
            }
            found.set(number);
            highest = Math.max(highest, number);
        }

        void finish() {
            for (int number = 0; number < history.end(); number++) {
                if (!history.isAcknowledged(number)) {
                    continue;
                }
                if (!found.get(number)) {
                    add(Violation.LOST, named(number) + ", acknowledged at offset " + history.offset(number));
                } else if (history.offset(number) >= 0 && !inPlace.get(number)) {
                    add(Violation.MISPLACED, named(number) + " is not at offset " + history.offset(number));
                }
            }
        }

        private String named(int number) {
            return "record " + number + " of producer " + history.producer();
        }
    }
}
