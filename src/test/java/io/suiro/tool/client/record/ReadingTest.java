package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.Presence;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When reading ends, what it has printed by then, and what the group knows of it. */
@Timeout(60)
class ReadingTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public void close() {
            // So that what is committed can be asked for.
        }
    };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Reading reading(Map<TopicPartition, Long> ends, long max, long quietMs) {
        Reading reading = new Reading(
                consumer, new Reading.Limits(ends, max, quietMs), true, new Presence("127.0.0.1:1", _ -> {}));
        reading.subscribe(List.of(PARTITION.topic()));
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            for (int offset = 0; offset < 4; offset++) {
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(),
                        PARTITION.partition(),
                        offset,
                        new byte[0],
                        String.valueOf(offset).getBytes(UTF_8)));
            }
        });
        return reading;
    }

    private long committed() {
        return Objects.requireNonNull(
                        consumer.committed(Set.of(PARTITION)).getOrDefault(PARTITION, new OffsetAndMetadata(0)))
                .offset();
    }

    @Test
    void itEndsWhenNothingComesForSoLong() throws Exception {
        try (Reading reading = reading(Map.of(), Long.MAX_VALUE, 50)) {
            reading.printAll(RecordFormat.parse("text"), out);
        }
        assertThat(out.toString(UTF_8)).isEqualTo("0\n1\n2\n3\n");
        assertThat(committed()).isEqualTo(4);
    }

    @Test
    void itEndsAfterSoMany() throws Exception {
        try (Reading reading = reading(Map.of(), 3, Long.MAX_VALUE)) {
            reading.printAll(RecordFormat.parse("text"), out);
        }
        assertThat(out.toString(UTF_8)).isEqualTo("0\n1\n2\n");
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void itEndsWhereThePartitionsEnded() throws Exception {
        try (Reading reading = reading(Map.of(PARTITION, 2L), Long.MAX_VALUE, Long.MAX_VALUE)) {
            reading.printAll(RecordFormat.parse("text"), out);
        }
        assertThat(out.toString(UTF_8)).isEqualTo("0\n1\n");
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void whatStandsBeforeARecordThatCannotBePrintedIsPrintedAndCommitted() throws Exception {
        RecordFormat text = RecordFormat.parse("text");
        try (Reading reading = reading(Map.of(), Long.MAX_VALUE, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> reading.printAll(
                            (record, to) -> {
                                if (record.offset() == 2) {
                                    throw new CommandFailed("it is broken");
                                }
                                text.print(record, to);
                            },
                            out))
                    .isInstanceOf(CommandFailed.class);
        }
        assertThat(out.toString(UTF_8)).isEqualTo("0\n1\n");
        assertThat(committed()).isEqualTo(2);
    }
}
