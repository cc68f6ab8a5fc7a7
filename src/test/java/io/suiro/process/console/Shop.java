package io.suiro.process.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Data as a shop has them, written and read by Kafka's clients: topics, records with keys and headers, groups of both protocols with and
 * without members, an open transaction; and, until it is closed, an order every few milliseconds.
 */
final class Shop {
    static final int ORDERS = 600;
    private static final short REPLICAS = 3;
    private static final String[] GOODS = {"teapot", "lantern", "umbrella", "notebook", "kettle"};

    private final String bootstrap;
    private final int everyMs;
    private final List<Thread> threads = new ArrayList<>();
    private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    private volatile boolean closed;

    Shop(String bootstrap, int everyMs) {
        this.bootstrap = bootstrap;
        this.everyMs = everyMs;
    }

    void open() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                            topic("orders", 6).configs(Map.of("retention.ms", "604800000")),
                            topic("payments", 3),
                            topic("shipments", 3),
                            topic("page-views", 12),
                            topic("customers", 3).configs(Map.of("cleanup.policy", "compact")),
                            topic("sensor-readings", 1),
                            topic("invoices", 2),
                            topic("dead-letters", 1)))
                    .all()
                    .get();
        }
        KafkaProducer<byte[], byte[]> shop = producer(Map.of("client.id", "shop"));
        for (int number = 0; number < ORDERS; number++) {
            sell(shop, number);
        }
        var _ = shop.send(new ProducerRecord<>("sensor-readings", number(7), number(-42)));
        var _ = shop.send(new ProducerRecord<>("sensor-readings", number(8), new byte[] {(byte) 0xca, (byte) 0xfe, 0}));
        shop.flush();
        readOnce("nightly-report", "payments");
        follow("billing", "billing-1", "consumer", 0, "orders");
        follow("billing", "billing-2", "consumer", 0, "orders");
        follow("shipping", "shipping-1", "classic", 0, "payments", "orders");
        follow("analytics", "analytics-1", "consumer", 1_500, "page-views");
        beginTransaction("invoice-writer");
        start(() -> {
            for (int number = ORDERS; !closed; number++) {
                sell(shop, number);
                Thread.sleep(everyMs);
            }
        });
    }

    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, REPLICAS);
    }

    private static void sell(KafkaProducer<byte[], byte[]> shop, int number) {
        String customer = "c-" + (100 + number % 60);
        String good = GOODS[number % GOODS.length];
        Headers headers = new RecordHeaders()
                .add("trace-id", Long.toHexString(number * 7_919L).getBytes(UTF_8))
                .add("source", "shop".getBytes(UTF_8));
        String order = "{\"order\":" + number + ",\"customer\":\"" + customer + "\",\"items\":[{\"sku\":\"" + good
                + "\",\"count\":" + (1 + number % 3) + "}],\"total\":" + (1_000 + number % 4_000) / 100.0 + "}";
        var _ = shop.send(
                new ProducerRecord<>("orders", null, customer.getBytes(UTF_8), order.getBytes(UTF_8), headers));
        send(shop, "payments", customer, "{\"order\":" + number + ",\"method\":\"card\"}");
        for (int view = 0; view < 4; view++) {
            send(shop, "page-views", "v-" + (number * 31 + view) % 500, "{\"path\":\"/shop/" + good + "\"}");
        }
        if (number % 7 == 0) {
            send(shop, "customers", customer, "{\"tier\":\"gold\"}");
            send(shop, "shipments", customer, "{\"order\":" + number + ",\"parcel\":\"JP" + (100_000 + number) + "\"}");
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> shop, String topic, String key, String value) {
        var _ = shop.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, value).array();
    }

    private void readOnce(String group, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, "report", "classic")) {
            consumer.subscribe(List.of(topic));
            int read = 0;
            while (read < ORDERS) {
                read += consumer.poll(Duration.ofSeconds(1)).count();
            }
            consumer.commitSync();
        }
    }

    private void follow(String group, String clientId, String protocol, int pauseMs, String... topics) {
        start(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, clientId, protocol)) {
                consumer.subscribe(List.of(topics));
                while (!closed) {
                    consumer.poll(Duration.ofMillis(200));
                    Thread.sleep(pauseMs);
                }
            }
        });
    }

    private void beginTransaction(String transactionalId) throws Exception {
        KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("transactional.id", transactionalId, "transaction.timeout.ms", 600_000));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("invoices", "c-100".getBytes(UTF_8), "{\"open\":true}".getBytes(UTF_8)))
                .get();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group, String clientId, String protocol) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrap, "group.id", group, "client.id", clientId, "group.protocol", protocol));
        properties.put("auto.offset.reset", "earliest");
        properties.put("auto.commit.interval.ms", 500);
        properties.put("max.poll.records", 50);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
        Map<String, Object> properties = new HashMap<>(further);
        properties.put("bootstrap.servers", bootstrap);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        return producer;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void start(Work work) {
        threads.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    void close() throws Exception {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
        producers.forEach(producer -> producer.close(Duration.ZERO));
    }
}
