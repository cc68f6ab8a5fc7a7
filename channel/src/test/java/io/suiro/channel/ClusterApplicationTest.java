package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.embedded.EmbeddedProcess;
import io.suiro.embedded.TopicRecord;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An application that is one broker of a cluster by its configuration alone; the other brokers are processes of their own. */
@QuarkusTest
@QuarkusTestResource(value = ClusterApplicationTest.Others.class, restrictToAnnotatedClass = true)
class ClusterApplicationTest {
    private static final int RECORDS = 200;

    /** The brokers beside the application, which wait for it to form the cluster. */
    public static final class Others implements QuarkusTestResourceLifecycleManager {
        private List<EmbeddedProcess> processes = List.of();
        private @Nullable Path created;

        @Override
        public Map<String, String> start() {
            Path directory = temporary();
            created = directory;
            List<String> addresses = EmbeddedCluster.prepare(directory, 3).addresses();
            processes = List.of(
                    EmbeddedProcess.launch(directory, 1, addresses), EmbeddedProcess.launch(directory, 2, addresses));
            Map<String, String> config = new HashMap<>();
            config.put("suiro.embedded.data", directory.resolve("node-0").toString());
            config.put("suiro.embedded.node.id", "0");
            config.put("suiro.embedded.cluster.peers", String.join(",", addresses));
            String own = addresses.getFirst();
            config.put("suiro.embedded.cluster.port", own.substring(own.indexOf(':') + 1));
            EmbeddedCluster.options(directory, 0, addresses)
                    .settings()
                    .forEach((name, value) -> config.put("suiro.embedded.set." + name, value));
            config.put("suiro.embedded.set.num.partitions", "3");
            config.put("mp.messaging.outgoing.orders-out.acks", "all");
            return config;
        }

        private static Path temporary() {
            try {
                return Files.createTempDirectory("suiro-cluster");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path directory) {
            try (Stream<Path> found = Files.walk(directory)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            processes.forEach(EmbeddedProcess::close);
            if (created != null) {
                delete(created);
            }
        }
    }

    @Inject
    EmbeddedBroker broker;

    @Inject
    @Channel("orders-out")
    Emitter<Order> emitter;

    @Inject
    OneChannelTest.Shop shop;

    @Test
    void channelsDoNotSeeWhichBrokersLead() throws Exception {
        for (int i = 0; i < RECORDS; i++) {
            emitter.send(new Order("order-" + i, i)).toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        await().atMost(EmbeddedCluster.PATIENCE).untilAsserted(() -> assertThat(shop.orders())
                .extracting(Order::amount)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, RECORDS).boxed().toList()));
        assertThat(broker.topic("orders").await(RECORDS, EmbeddedCluster.PATIENCE))
                .hasSize(RECORDS);
        // One that was not active yet leads nothing: the topic has come into being with the application.
        assertThat(EmbeddedCluster.leaders(broker, "orders")).hasSize(3).anyMatch(leader -> leader != 0);
    }

    @Test
    void exactlyOnceWorksThroughTheClusterToo() {
        List<String> expected = IntStream.range(0, RECORDS)
                .mapToObj(i -> "invoice of order-" + i)
                .toList();
        for (int i = 0; i < RECORDS; i++) {
            broker.topic("eo-orders").sendTo(i % 3, null, "order-" + i);
        }
        assertThat(broker.topic("eo-invoices").await(RECORDS, EmbeddedCluster.PATIENCE))
                .extracting(TopicRecord::value)
                .containsExactlyInAnyOrderElementsOf(expected);
        await().atMost(EmbeddedCluster.PATIENCE)
                .untilAsserted(() -> assertThat(broker.topic("eo-orders").committedBy("eo-clerks").values().stream()
                                .mapToLong(offset -> offset)
                                .sum())
                        .isEqualTo(RECORDS));
    }
}
