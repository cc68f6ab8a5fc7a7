package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.wire.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.FetchResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetch sessions (KIP-227) over many partitions, of which few have something new. */
final class FetchSessionTest {
    private static final int PARTITIONS = 100;
    private static final short VERSION = 12;

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @Test
    void recordsThatComeToSinglePartitionsAreAllRead() throws Exception {
        clients.topic("many", PARTITIONS);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, PARTITIONS).boxed().toList());
        Collections.shuffle(order, new Random(7));
        try (KafkaProducer<String, String> producer = clients.producer("linger.ms", "0");
                KafkaConsumer<String, String> consumer = clients.consumer("max.poll.records", "1")) {
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(i -> new TopicPartition("many", i))
                    .toList());
            for (int partition : order) {
                producer.send(new ProducerRecord<>("many", partition, "k", "v" + partition))
                        .get();
                assertThat(take(consumer, 1))
                        .extracting(ConsumerRecord::partition)
                        .containsExactly(partition);
            }
        }
    }

    @Test
    void anAnswerNamesOnlyWhatHasChanged() throws Exception {
        clients.topic("quiet", 3);
        try (KafkaProducer<String, String> producer = clients.producer();
                Client client = new Client(broker.host(), broker.port())) {
            FetchResponseData opened = fetch(client, 0, 0, part(0, 0), part(1, 0), part(2, 0));
            assertThat(partitions(opened)).containsExactly(0, 1, 2);
            assertThat(opened.sessionId()).isPositive();

            assertThat(partitions(fetch(client, opened.sessionId(), 1))).isEmpty();
            producer.send(new ProducerRecord<>("quiet", 1, "k", "v")).get();
            assertThat(partitions(fetch(client, opened.sessionId(), 2))).containsExactly(1);
            assertThat(partitions(fetch(client, opened.sessionId(), 3, part(1, 1))))
                    .isEmpty();
        }
    }

    private static FetchResponseData fetch(Client client, int sessionId, int epoch, FetchPartition... changed)
            throws IOException {
        FetchRequestData request = new FetchRequestData()
                .setSessionId(sessionId)
                .setSessionEpoch(epoch)
                .setMaxWaitMs(0)
                .setMinBytes(1);
        if (changed.length > 0) {
            request.setTopics(List.of(new FetchTopic().setTopic("quiet").setPartitions(List.of(changed))));
        }
        client.send(ApiKeys.FETCH, VERSION, epoch, request);
        return ((FetchResponse) client.receive(ApiKeys.FETCH, VERSION, epoch)).data();
    }

    private static FetchPartition part(int partition, long offset) {
        return new FetchPartition()
                .setPartition(partition)
                .setFetchOffset(offset)
                .setPartitionMaxBytes(1 << 20);
    }

    private static List<Integer> partitions(FetchResponseData response) {
        return response.responses().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(PartitionData::partitionIndex)
                .toList();
    }
}
