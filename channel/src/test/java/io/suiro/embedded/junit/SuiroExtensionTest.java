package io.suiro.embedded.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As an application without Quarkus would have it, with Kafka's clients. */
class SuiroExtensionTest {
    @RegisterExtension
    static final SuiroExtension SUIRO = SuiroExtension.create(Map.of("num.partitions", "2"));

    @RepeatedTest(3)
    void eachTestBeginsWithNothing() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SUIRO.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).isEmpty();
            admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SUIRO.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>("mine", "value"))
                            .get()
                            .offset())
                    .isZero();
        }
        assertThat(SUIRO.topic("mine").records()).hasSize(1);
    }

    @Test
    void settingsOfTheBrokerAreThoseAskedFor() throws Exception {
        SUIRO.topic("default").send("1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SUIRO.bootstrapServers()))) {
            assertThat(admin.describeTopics(List.of("default"))
                            .allTopicNames()
                            .get()
                            .values())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(2));
        }
    }

    @Nested
    class InAnotherClass {
        @Test
        void theBrokerIsTheSame() {
            SUIRO.topic("nested").create(1).send("key", "value");
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", SUIRO.bootstrapServers()),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                TopicPartition partition = new TopicPartition("nested", 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                assertThat(consumer.poll(Duration.ofSeconds(10)))
                        .extracting(ConsumerRecord::value)
                        .containsExactly("value");
            }
        }
    }
}
