package io.suiro.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransactionalProducerTest {
    @Test
    void whatIsSentBetweenTwoTransactionsIsStoredInItsOrderInTheNext() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY)) {
            TransactionalProducer producer = new TransactionalProducer(broker.broker(), "in-order", 10_000);

            List<CompletionStage<Stored>> sent =
                    IntStream.range(0, 10).mapToObj(i -> send(producer, i)).toList();
            join(producer.begin());

            assertThat(sent.stream().map(stored -> join(stored).offset()))
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            join(producer.abort());
            CompletionStage<Stored> later = send(producer, 10);
            assertThat(later.toCompletableFuture()).isNotDone();
            join(producer.begin());
            assertThat(join(later).offset()).isEqualTo(11); // behind the marker
        }
    }

    private static CompletionStage<Stored> send(TransactionalProducer producer, int value) {
        return producer.send(new OutgoingRecord(
                "out", 0, 1_000, null, ByteBuffer.wrap(Integer.toString(value).getBytes(UTF_8)), List.of()));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
