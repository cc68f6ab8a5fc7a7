package io.suiro.tool.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Some hundred records a second, to partitions that every broker leads some of and has a replica of. */
final class SteadyLoad {
    private static final String TOPIC = "steady";
    private static final int PARTITIONS = 12;
    private static final short REPLICAS = 3;
    private static final int RECORD_BYTES = 100;
    private static final long EVERY_MS = 2;

    private final String bootstrap;

    SteadyLoad(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Writes until the process ends.
     *
     * @throws IOException if the brokers refuse the topic
     */
    void run() throws IOException {
        try (Admin admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, REPLICAS)))
                    .all()
                    .get();
            write();
        } catch (ExecutionException e) {
            throw new IOException("the brokers refuse what they are trained with: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void write() throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; ; number++) {
                var _ = producer.send(new ProducerRecord<>(TOPIC, number % PARTITIONS, null, new byte[RECORD_BYTES]));
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            }
        }
    }
}
