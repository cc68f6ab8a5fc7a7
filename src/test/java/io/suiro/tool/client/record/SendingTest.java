package io.suiro.tool.client.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    private final List<String> complaints = new ArrayList<>();

    private static ProducerRecord<byte[], byte[]> record() {
        return new ProducerRecord<>("orders", new byte[0]);
    }

    @Test
    void synchronouslyARecordIsAcknowledgedBeforeTheNextIsSent() {
        try (Sending sending = new Sending(producer, true, complaints::add)) {
            sending.send(1, record());
            assertThat(producer.completeNext()).as("some record waits").isFalse();
            sending.send(2, record());
            assertThat(producer.history()).hasSize(2);
            assertThat(sending.finish()).isTrue();
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void otherwiseRecordsAreSentOnAndTheRefusedOnesAreNamedAndCounted() {
        try (Sending sending = new Sending(producer, false, complaints::add)) {
            sending.send(1, record());
            sending.send(2, record());
            assertThat(producer.completeNext()).isTrue();
            assertThat(producer.errorNext(new RecordTooLargeException("too large")))
                    .isTrue();
            sending.refuse(3, "no record");
            assertThat(sending.finish()).isFalse();
        }
        assertThat(complaints)
                .containsExactly(
                        "line 2: too large (MESSAGE_TOO_LARGE)", "line 3: no record", "2 of 3 records were refused");
    }
}
