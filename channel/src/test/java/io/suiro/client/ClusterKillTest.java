package io.suiro.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.embedded.EmbeddedProcess;
import io.suiro.record.Codec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker of the cluster is in this process, the other two are in processes of their own, which are killed while they lead. */
class ClusterKillTest {
    private static final int BATCHES = 30;
    private static final int BATCH_RECORDS = 50;

    @TempDir
    Path directory;

    @Test
    void whatALeaderHadWhenItWasKilledIsStoredOnceInOrderAndRead() {
        try (EmbeddedCluster cluster = EmbeddedCluster.prepare(directory, 3);
                TimerThread timer = new TimerThread("test")) {
            EmbeddedProcess first = EmbeddedProcess.launch(directory, 1, cluster.addresses());
            EmbeddedProcess second = EmbeddedProcess.launch(directory, 2, cluster.addresses());
            Collecting seen = new Collecting();
            try {
                EmbeddedBroker own = cluster.start(0);
                first.ready();
                second.ready();
                EmbeddedCluster.create(own, "killed", List.of(1, 2, 0));
                try (LocalConsumer consumer = Numbers.reader(own, "killed", timer, seen)) {
                    consumer.join();
                    consumer.ready().toCompletableFuture().join();
                    LocalProducer producer = new LocalProducer(own.broker(), Acks.ALL, Codec.NONE);
                    List<CompletableFuture<Stored>> sent = new ArrayList<>();
                    for (int batch = 0; batch < BATCHES; batch++) {
                        if (batch == BATCHES / 3) {
                            EmbeddedCluster.awaitInSync(own);
                            send(producer, batch++, sent);
                            first.close();
                            first = EmbeddedProcess.launch(directory, 1, cluster.addresses());
                        }
                        if (batch == 2 * BATCHES / 3) {
                            first.ready();
                            EmbeddedCluster.awaitInSync(own);
                            send(producer, batch++, sent);
                            second.close();
                        }
                        send(producer, batch, sent);
                    }
                    sent.forEach(CompletableFuture::join);

                    Map<Integer, List<Integer>> expected = Numbers.first(BATCHES * BATCH_RECORDS);
                    assertThat(Numbers.stored(own.topic("killed").records())).isEqualTo(expected);
                    await().atMost(EmbeddedCluster.PATIENCE).untilAsserted(() -> assertThat(Numbers.read(List.of(seen)))
                            .isEqualTo(expected));
                }
            } finally {
                first.close();
                second.close();
            }
        }
    }

    /** Its system acknowledges what is sent to it, so that only its fence says that nobody will answer. */
    @Test
    void aLeaderThatIsPausedIsWaitedForNoLongerThanItsSession() {
        try (EmbeddedCluster cluster = EmbeddedCluster.prepare(directory, 3)) {
            EmbeddedProcess paused = EmbeddedProcess.launch(directory, 1, cluster.addresses());
            EmbeddedProcess other = EmbeddedProcess.launch(directory, 2, cluster.addresses());
            try {
                EmbeddedBroker own = cluster.start(0);
                paused.ready();
                other.ready();
                EmbeddedCluster.create(own, "killed", List.of(1, 2, 0));
                LocalProducer producer = new LocalProducer(own.broker(), Acks.ALL, Codec.NONE);
                List<CompletableFuture<Stored>> sent = new ArrayList<>();
                send(producer, 0, sent);
                sent.forEach(CompletableFuture::join);
                EmbeddedCluster.awaitInSync(own);

                paused.pause();
                send(producer, 1, sent);
                await().atMost(Duration.ofSeconds(30)).until(() -> sent.stream().allMatch(CompletableFuture::isDone));
                paused.resume();

                await().atMost(EmbeddedCluster.PATIENCE).untilAsserted(() -> assertThat(
                                Numbers.stored(own.topic("killed").records()))
                        .isEqualTo(Numbers.first(2 * BATCH_RECORDS)));
                sent.forEach(CompletableFuture::join);
            } finally {
                paused.close();
                other.close();
            }
        }
    }

    private static void send(LocalProducer producer, int batch, List<CompletableFuture<Stored>> sent) {
        for (int i = 0; i < BATCH_RECORDS; i++) {
            for (int partition = 0; partition < 3; partition++) {
                sent.add(producer.send(Numbers.record("killed", partition, batch * BATCH_RECORDS + i))
                        .toCompletableFuture());
            }
        }
    }
}
