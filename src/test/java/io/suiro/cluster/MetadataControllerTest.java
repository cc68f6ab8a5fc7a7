package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.Clock;
import io.suiro.base.FaultDisk;
import io.suiro.base.LaneThread;
import io.suiro.base.TimerThread;
import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.raft.MetadataFiles;
import io.suiro.cluster.raft.Voter;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class MetadataControllerTest {
    @Test
    void anAnswerMeansThatTheChangeIsVisibleAndSurvivesACrash() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        TopicImage topic = cluster.createTopic("orders", 3, 1).orThrow();
        assertThat(cluster.controller.image().topic("orders")).isEqualTo(topic);

        MetadataImage before = cluster.controller.image();
        cluster.disk.crash(0);
        cluster.reopen();
        assertThat(cluster.controller.image()).isEqualTo(inTheNextTerm(before));
    }

    /** A term opens with an entry that says nothing. */
    private static MetadataImage inTheNextTerm(MetadataImage image) {
        return image.withIndex(image.index() + 1);
    }

    @Test
    void commandsThatWaitTogetherAreOneGroupAndSeeEachOther() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        List<MetadataImage> published = new ArrayList<>();
        cluster.controller.listen(cluster.controller.image(), (before, after) -> published.add(after));
        var first = cluster.submit(TestCluster.topic("a"));
        var again = cluster.submit(TestCluster.topic("a"));
        var other = cluster.submit(TestCluster.topic("b"));
        cluster.lane.runAll();

        assertThat(first.join().code()).isEqualTo(Errors.NONE);
        assertThat(again.join().code()).isEqualTo(Errors.TOPIC_ALREADY_EXISTS);
        assertThat(other.join().code()).isEqualTo(Errors.NONE);
        assertThat(published).hasSize(1);
        assertThat(published.getFirst().topicIds()).containsOnlyKeys("a", "b");
    }

    @Test
    void listenersHearOfAChangeBeforeItIsAnswered() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        List<String> order = new ArrayList<>();
        cluster.controller.listen(cluster.controller.image(), (before, after) -> {
            assertThat(before.topic("a")).isNull();
            assertThat(cluster.controller.image()).isSameAs(after);
            order.add("heard");
        });
        CompletableFuture<Void> answered =
                cluster.submit(TestCluster.topic("a")).thenAccept(outcome -> order.add("answered"));
        cluster.lane.runAll();
        answered.join();
        assertThat(order).containsExactly("heard", "answered");
    }

    @Test
    void aFailingDiskRefusesEverythingUnderWayAndLater() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        MetadataImage before = cluster.controller.image();
        List<IOException> failures = new ArrayList<>();
        cluster.controller.onFailure(failures::add);
        cluster.disk.failAfter(FaultDisk.Operation.FORCE, 0);
        var underWay = cluster.submit(TestCluster.topic("a"));
        cluster.lane.runAll();

        assertRefused(underWay, Errors.KAFKA_STORAGE_ERROR);
        assertRefused(cluster.submit(TestCluster.topic("b")), Errors.KAFKA_STORAGE_ERROR);
        assertThat(failures).hasSize(1);
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    @Test
    void aWriteThatBreaksOffLosesNothingThatWasAcknowledged() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        cluster.createTopic("kept", 1, 1).orThrow();
        MetadataImage acknowledged = cluster.controller.image();
        cluster.disk.failWritesAfterBytes(40);
        var refused = cluster.submit(TestCluster.topic("refused"));
        cluster.lane.runAll();
        assertRefused(refused, Errors.KAFKA_STORAGE_ERROR);

        cluster.disk.crash(Integer.MAX_VALUE);
        cluster.reopen();
        assertThat(cluster.controller.image()).isEqualTo(inTheNextTerm(acknowledged));
    }

    @Test
    void aFullDiskRefusesChangesUntilThereIsRoomAgain() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        cluster.createTopic("before", 1, 1).orThrow();
        cluster.disk.capacity(cluster.disk.used() + 40);
        var refused = cluster.submit(TestCluster.topic("refused"));
        cluster.lane.runAll();
        assertRefused(refused, Errors.KAFKA_STORAGE_ERROR);

        cluster.disk.capacity(Long.MAX_VALUE);
        cluster.createTopic("after", 1, 1).orThrow();
        MetadataImage acknowledged = cluster.controller.image();
        assertThat(acknowledged.topicIds()).containsOnlyKeys("before", "after");
        cluster.disk.crash(0);
        cluster.reopen();
        assertThat(cluster.controller.image()).isEqualTo(inTheNextTerm(acknowledged));
    }

    @Test
    void stoppingFinishesWhatWasSubmittedAndRefusesTheRest() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1);
        var before = cluster.submit(TestCluster.topic("a"));
        var stopped = cluster.controller.stop().toCompletableFuture();
        var after = cluster.submit(TestCluster.topic("b"));
        cluster.lane.runAll();

        assertThat(before.join().code()).isEqualTo(Errors.NONE);
        assertThat(stopped).isCompleted();
        assertRefused(after, Errors.BROKER_NOT_AVAILABLE);
        cluster.reopen();
        assertThat(cluster.controller.image().topicIds()).containsOnlyKeys("a");
    }

    @Test
    void snapshotsReplaceTheLogAndTheClusterKeepsItsId() throws IOException {
        TestCluster cluster = new TestCluster(7, 2_000, Map.of());
        cluster.register(1, 2, 3);
        String clusterId = cluster.clusterId;
        for (int i = 0; i < 100; i++) {
            cluster.createTopic("topic-" + i, 3, 2).orThrow();
        }
        MetadataImage before = cluster.controller.image();
        assertThat(MetadataFiles.list(cluster.disk, TestCluster.DIRECTORY, "snapshot"))
                .hasSize(1);
        assertThat(MetadataFiles.list(cluster.disk, TestCluster.DIRECTORY, "log"))
                .hasSize(1);

        cluster.disk.crash(0);
        cluster.reopen();
        assertThat(cluster.controller.image()).isEqualTo(inTheNextTerm(before));
        assertThat(cluster.clusterId).isEqualTo(clusterId).hasSize(22);
    }

    @Test
    void aVoterThatIsNotThereIsNotAdded() throws IOException {
        TestCluster cluster = TestCluster.create();
        cluster.register(1, 2);

        assertThat(cluster.ask(new AddVoter(new Voter(9, new Uuid(2, 9)))).code())
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(cluster.ask(new AddVoter(new Voter(2, new Uuid(2, 2)))).code())
                .isEqualTo(Errors.REQUEST_TIMED_OUT);

        assertThat(cluster.controller.image().voters()).hasSize(1);
        cluster.createTopic("t", 1, 1).orThrow();
    }

    @Test
    void tenThousandPartitionsInAThousandTopicsComeAndGoOnARealLane() throws IOException {
        FaultDisk disk = new FaultDisk();
        Random random = new Random(3);
        MetadataHome home = MetadataHome.look(disk, TestCluster.DIRECTORY, TestCluster.ids(random));
        home.found("a cluster");
        try (LaneThread lane = new LaneThread("controller-test", Clock.SYSTEM);
                LaneThread listeners = new LaneThread("listeners-test", Clock.SYSTEM);
                TimerThread timer = new TimerThread("timer-test")) {
            MetadataController controller = MetadataController.create(
                    home,
                    1,
                    ClusterOptions.ALONE,
                    new DecisionContext(StaticSettings.defaults(1), TestCluster.ids(random)),
                    new MetadataController.Threads(Clock.SYSTEM, timer, lane, listeners, new Random(1)),
                    1 << 20);
            controller.start().toCompletableFuture().join();
            controller
                    .submit(TestCluster.registration(1, 1))
                    .thenCompose(epoch -> controller.submit(new UnfenceBroker(1, epoch.orThrow())))
                    .toCompletableFuture()
                    .join()
                    .orThrow();
            List<CompletableFuture<Outcome<TopicImage>>> created = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                created.add(controller
                        .submit(TestCluster.topic("some_topic_" + i, 10, 1))
                        .toCompletableFuture());
            }
            List<CompletableFuture<Outcome<TopicImage>>> deleted = new ArrayList<>();
            for (CompletableFuture<Outcome<TopicImage>> one : created) {
                deleted.add(controller
                        .submit(new DeleteTopic(one.join().orThrow().id()))
                        .toCompletableFuture());
            }
            deleted.forEach(one -> one.join().orThrow());
            assertThat(controller.image().topics()).isEmpty();
            assertThat(controller.image().index()).isEqualTo(2_002);
            controller.stop().toCompletableFuture().join();
        }
    }

    private static void assertRefused(CompletableFuture<?> answer, Errors code) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
