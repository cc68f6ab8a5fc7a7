package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.broker.GroupLags.Lag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupLagsTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @TempDir
    private Path data;

    @Test
    void groupsThatAreFurthestBehindAreToldAndTheOthersCounted() throws Exception {
        try (TestBroker broker = TestBroker.start(data);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic(ORDERS.topic(), 1, (short) 1)))
                    .all()
                    .get();
            long anHourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
            produce(broker, anHourAgo, 5);
            commit(admin, "done", 5);
            commit(admin, "far", 1);
            commit(admin, "near", 4);
            GroupLags lags = broker.broker().groups().lags();

            lags.look(2).toCompletableFuture().join();

            assertThat(lags.seen().furthest()).extracting(Lag::groupId).containsExactly("far", "near");
            assertThat(lags.seen().furthest()).extracting(Lag::records).containsExactly(4L, 1L);
            assertThat(lags.seen().furthest())
                    .allSatisfy(lag -> assertThat(lag.ms()).isBetween(3_600_000L, 4_200_000L));
            assertThat(lags.seen().leftOut()).isOne();

            lags.look(9).toCompletableFuture().join();

            assertThat(lags.seen().furthest()).last().isEqualTo(new Lag("done", 0, 0));
            assertThat(lags.seen().leftOut()).isZero();
        }
    }

    private static void produce(TestBroker broker, long timestampMs, int records) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                var _ = producer.send(new ProducerRecord<>(ORDERS.topic(), 0, timestampMs, null, "value " + i));
            }
        }
    }

    private static void commit(Admin admin, String group, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(ORDERS, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }
}
