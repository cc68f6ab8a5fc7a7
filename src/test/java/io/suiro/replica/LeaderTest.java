package io.suiro.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FaultDisk;
import io.suiro.base.QueuedLane;
import io.suiro.base.Scheduler;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchSession;
import io.suiro.broker.ReplicaFetches;
import io.suiro.broker.ReplicaFetches.Answer;
import io.suiro.broker.ReplicaFetches.Part;
import io.suiro.broker.ReplicaFetches.Request;
import io.suiro.broker.ReplicaFetches.Wanted;
import io.suiro.cluster.PartitionImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.LogDirectory;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broker 1 leads, brokers 2 and 3 follow; two replicas are to be in sync. */
class LeaderTest {
    private static final int LEADER = 1;
    private static final long BROKER_EPOCH = 40;
    private static final int LEADER_EPOCH = 5;
    private static final long WARM_UP_MS = 500;

    private final QueuedLane lane = new QueuedLane();
    private final SimulatedTime time = new SimulatedTime();
    private final List<Asked> asked = new ArrayList<>();
    private final Set<Integer> fenced = new HashSet<>();
    /** Of brokers that were registered again. */
    private final Map<Integer, Long> epochs = new HashMap<>();

    private WarmUp warmUp = new WarmUp(0);
    private boolean cutOff;
    private Partition partition;

    /** A change of the in-sync replicas that the leader wants. */
    private record Asked(
            List<Integer> isr, List<Long> brokerEpochs, CompletableFuture<Outcome<PartitionImage>> answer) {}

    @BeforeEach
    void lead() throws IOException {
        partition = led(List.of(LEADER));
    }

    private Partition led(List<Integer> isr) throws IOException {
        Function<String, String> defaults =
                EffectiveSettings.of(StaticSettings.defaults(LEADER)).topicValues(PartitionFixture.ORDERS.topic());
        Map<String, String> altered = Map.of("min.insync.replicas", "2");
        PartitionConfig config =
                PartitionConfig.of(name -> altered.getOrDefault(name, defaults.apply(name)), 86_400_000);
        LogDirectory directory = LogDirectory.open(new FaultDisk(1), Path.of("/data"), "cluster", LEADER, time);
        Replication replication = new Replication(
                LEADER,
                time,
                (topicId, index, leaderEpoch, partitionEpoch, wanted, epochs) -> {
                    CompletableFuture<Outcome<PartitionImage>> answer = new CompletableFuture<>();
                    asked.add(new Asked(wanted, epochs, answer));
                    return answer;
                },
                new AllBrokers(),
                warmUp,
                1_000);
        return new Partition(
                directory.openLog(PartitionFixture.ORDERS, new Uuid(7, 11), config.log()),
                new Surroundings(directory, Durability.REPLICATED, Runnable::run, time, replication),
                lane,
                image(isr, 0),
                config);
    }

    @Test
    void twoFollowersThatCatchUpAtOnceBothComeInSync() {
        fetch(2, 0);
        fetch(3, 0);

        grant(image(List.of(1, 2), 1));

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2), List.of(1, 2, 3));
    }

    @Test
    void aFollowerWhoseFenceIsLiftedAfterItCaughtUpComesInSyncWithoutAnotherFetch() {
        fenced.add(2);
        fetch(2, 0);
        assertThat(asked).isEmpty();

        fenced.clear();
        partition.leading().checkInSync();
        lane.runAll();

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2));
        assertThat(asked.getFirst().brokerEpochs).containsExactly(BROKER_EPOCH, BROKER_EPOCH);
    }

    @Test
    void aFollowerOfABrokerThatHasJustStartedCopiesForAWhileBeforeItIsWaitedFor() throws IOException {
        warmUp = new WarmUp(WARM_UP_MS);
        partition = led(List.of(1, 2));
        var _ = append(true);
        fetch(2, 1);
        fetch(3, 1);
        PendingAppend meanwhile = append(true);
        fetch(2, 2);
        assertThat(meanwhile.acknowledged()).isCompleted();
        fetch(3, 2);
        time.advance(WARM_UP_MS - 1, lane::runAll);
        assertThat(asked).isEmpty();

        time.advance(1, lane::runAll);

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2, 3));
        PendingAppend then = append(true);
        fetch(2, 3);
        assertThat(then.acknowledged()).isNotDone();
        fetch(3, 3);
        assertThat(then.acknowledged()).isCompleted();
    }

    @Test
    void aFollowerThatIsNeededIsWaitedForAtOnce() throws IOException {
        warmUp = new WarmUp(WARM_UP_MS);
        partition = led(List.of(1));

        fetch(2, 0);
        fetch(3, 0);
        grant(image(List.of(1, 2), 1));

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2));
    }

    @Test
    void aFollowerOfABrokerThatHasRunForLongComesBackAtOnce() throws IOException {
        warmUp = new WarmUp(WARM_UP_MS);
        partition = led(List.of(1, 2, 3));
        fetch(2, 0);
        fetch(3, 0);
        time.advance(WARM_UP_MS, lane::runAll);
        var _ = append(true);
        var _ = partition.become(image(List.of(1, 2), 1));
        lane.runAll();

        fetch(2, 1);
        fetch(3, 1);

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2, 3));
    }

    @Test
    void aFollowerThatTheControllerDidNotKnowOfYetComesInSyncWithoutAnotherFetch() {
        fetch(2, 0);
        asked.getFirst().answer.complete(Outcome.failed(Errors.INELIGIBLE_REPLICA));
        lane.runAll();
        assertThat(asked).hasSize(1);

        time.advance(100, lane::runAll);

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2), List.of(1, 2));
    }

    @Test
    void aFollowerOfAnEarlierRegistrationIsRefused() {
        assertThatThrownBy(() -> partition.leading().fetchedBy(2, BROKER_EPOCH - 1, 0, 0))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER));
    }

    @Test
    void nothingIsCommittedWhileTooFewAreInSync() {
        PendingAppend written = append(false);
        fetch(2, 1);

        assertThat(partition.highWatermark()).isZero();
        grant(image(List.of(1, 2), 1));

        assertThat(partition.highWatermark()).isOne();
        assertThat(written.acknowledged()).isCompleted();
    }

    @Test
    void whatTheFollowersLackIsSeenFromTheLeader() throws IOException {
        var _ = append(false);
        assertThat(partition.health()).isEqualTo(new PartitionHealth(true, true, 1));
        assertThatThrownBy(partition.appending()::checkEnoughInSync)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS));

        fetch(2, 1);
        grant(image(List.of(1, 2), 1));
        assertThat(partition.health()).isEqualTo(new PartitionHealth(true, false, 1));
        partition.appending().checkEnoughInSync();

        fetch(3, 1);
        grant(image(List.of(1, 2, 3), 2));
        assertThat(partition.health()).isEqualTo(new PartitionHealth(false, false, 0));
    }

    @Test
    void aFollowerThatIsToComeInSyncIsWaitedForUntilThatIsDecided() throws IOException {
        partition = led(List.of(1, 2));
        var _ = append(true);
        fetch(2, 1);
        fetch(3, 1);
        PendingAppend next = append(true);
        fetch(2, 2);

        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2, 3));
        assertThat(next.acknowledged()).isNotDone();
        fetch(3, 2);

        assertThat(next.acknowledged()).isCompleted();
    }

    @Test
    void aFollowerThatWasCaughtUpBeforeItsRestartIsWaitedForOnceItIsAgain() throws IOException {
        partition = led(List.of(1, 2, 3));
        var _ = append(true);
        fetch(2, 1);
        fetch(3, 1);
        fenced.add(3);
        var _ = partition.become(image(List.of(1, 2), 1));
        var _ = append(true);
        fetch(2, 2);

        fenced.clear();
        epochs.put(3, BROKER_EPOCH + 1);
        fetch(3, 1);
        PendingAppend whileItIsBehind = append(true);
        fetch(2, 3);
        assertThat(whileItIsBehind.acknowledged()).isCompleted();

        fetch(3, 2);
        PendingAppend next = append(true);
        fetch(2, 4);
        assertThat(next.acknowledged()).isNotDone();
        fetch(3, 4);
        assertThat(next.acknowledged()).isCompleted();
        assertThat(asked).extracting(Asked::isr).containsExactly(List.of(1, 2, 3));
    }

    @Test
    void appendsThatWaitAreAnsweredWhenTooFewAreInSync() throws IOException {
        partition = led(List.of(1, 2));
        PendingAppend written = append(true);

        var _ = partition.become(image(List.of(1), 1));
        lane.runAll();

        assertThat(written.acknowledged().exceptionNow())
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND));
        assertThat(append(true).appended().exceptionNow())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS));
    }

    @Test
    void consumersAreSentToAFollowerOfTheirRackThatIsInSyncAndHasWhatTheyWant() throws IOException {
        partition = led(List.of(1, 2, 3));
        var _ = append(true);
        fetch(2, 1);

        assertThat(partition.leading().preferredReadReplica("rack-2", 1)).hasValue(2);
        assertThat(partition.leading().preferredReadReplica("rack-2", 2)).isEmpty();
        assertThat(partition.leading().preferredReadReplica("rack-3", 0)).isEmpty();
        assertThat(partition.leading().preferredReadReplica("rack-1", 0)).isEmpty();
    }

    /** Its log does not grow, so that it will not ask again. */
    @Test
    void aFollowerThatAsksWhileItsLeaderTakesOverHasAsked() throws IOException {
        partition = led(List.of(1, 2));
        var _ = append(true);
        PartitionImage next = new PartitionImage(LEADER, List.of(1, 2, 3), List.of(1, 2), LEADER_EPOCH + 1, 1);
        Scheduler takingOver = (delayMs, body) -> {
            var _ = partition.become(next);
            lane.runAll();
            return time.schedule(delayMs, body);
        };
        ReplicaFetches fetches = fetches(name -> partition, takingOver);

        var _ = fetches.fetch(
                new Request(2, BROKER_EPOCH, 0, 0, 500, 1, 1000, List.of(wanted(1, LEADER_EPOCH + 1)), List.of()));
        lane.runAll();

        assertThat(partition.leaderEpoch()).isEqualTo(LEADER_EPOCH + 1);
        assertThat(partition.highWatermark()).isOne();
    }

    /** The metadata has told the follower of it a moment earlier. */
    @Test
    void aFollowerThatAsksBeforeThePartitionIsOpenIsToldOfItsRecords() throws IOException {
        partition = led(List.of(1, 2));
        AtomicInteger finds = new AtomicInteger();
        ReplicaFetches fetches = fetches(name -> finds.getAndIncrement() == 0 ? null : partition, time);

        Answer early = fetches.fetch(
                        new Request(2, BROKER_EPOCH, 0, 0, 500, 1, 1000, List.of(wanted(0, LEADER_EPOCH)), List.of()))
                .toCompletableFuture()
                .getNow(null);

        assertThat(early.parts())
                .extracting(Part::fetched)
                .containsExactly(new Fetched.Failed(Errors.UNKNOWN_TOPIC_OR_PARTITION));
        CompletableFuture<Answer> again = fetches.fetch(new Request(
                        2,
                        BROKER_EPOCH,
                        early.sessionId(),
                        1,
                        500,
                        1,
                        1000,
                        List.of(wanted(0, LEADER_EPOCH)),
                        List.of()))
                .toCompletableFuture();
        assertThat(again).isNotDone();
        var _ = append(true);
        assertThat(again).isCompletedWithValueMatching(answer -> answer.parts().size() == 1);
    }

    private ReplicaFetches fetches(Function<TopicPartition, @Nullable Partition> find, Scheduler scheduler) {
        return new ReplicaFetches(
                find, scheduler, Runnable::run, false, new ReplicationQuota(time), id -> {}, bytes -> {});
    }

    private static Wanted wanted(long offset, int leaderEpoch) {
        return new Wanted(
                new FetchSession.PartitionKey(new Uuid(7, 11), "", 0),
                Outcome.ok(PartitionFixture.ORDERS.topic()),
                offset,
                0,
                1000,
                leaderEpoch,
                LEADER_EPOCH);
    }

    @Test
    void aLeaderThatIsCutOffRefusesWritesAndSendsThoseAwayWhoWait() throws IOException {
        partition = led(List.of(1, 2, 3));
        PendingAppend before = append(true);
        assertThat(before.acknowledged()).isNotDone();

        cutOff = true;
        partition.giveUpIfCutOff();
        PendingAppend after = append(false);

        assertThat(before.appended()).isCompleted();
        assertThat(before.acknowledged()).matches(LeaderTest::isRefusedForAnotherLeader);
        assertThat(after.appended()).matches(LeaderTest::isRefusedForAnotherLeader);
        cutOff = false;
        partition.giveUpIfCutOff();
        PendingAppend again = append(true);
        fetch(2, 2);
        fetch(3, 2);
        assertThat(again.acknowledged()).isCompletedWithValueMatching(appended -> appended.lastOffset() == 1);
    }

    private static boolean isRefusedForAnotherLeader(CompletableFuture<?> done) {
        return done.isCompletedExceptionally()
                && done.exceptionNow() instanceof Refused refused
                && refused.code() == Errors.NOT_LEADER_OR_FOLLOWER;
    }

    @Test
    void recordsAreDeletedOnceTheFollowersHaveDeletedThemToo() throws IOException {
        partition = led(List.of(1, 2, 3));
        var _ = append(true);
        fetch(2, 1);
        fetch(3, 1);

        CompletableFuture<Long> deleted =
                partition.upkeep().deleteRecordsBefore(1, 1_000).toCompletableFuture();
        lane.runAll();
        fetch(2, 1, 1);

        assertThat(partition.log().logStartOffset()).isOne();
        assertThat(deleted).isNotDone();
        fetch(3, 1, 1);
        assertThat(deleted).isCompletedWithValue(1L);
    }

    @Test
    void deletionsWaitForNobodyWhoIsFenced() throws IOException {
        partition = led(List.of(1, 2));
        var _ = append(true);
        fetch(2, 1);
        CompletableFuture<Long> deleted =
                partition.upkeep().deleteRecordsBefore(1, 1_000).toCompletableFuture();
        lane.runAll();
        fetch(2, 1, 1);
        assertThat(deleted).isNotDone();

        fenced.add(3);
        partition.leading().checkInSync();
        lane.runAll();

        assertThat(deleted).isCompletedWithValue(1L);
    }

    @Test
    void deletionsThatWaitAreSentToTheNextLeader() throws IOException {
        partition = led(List.of(1, 2, 3));
        var _ = append(true);
        fetch(2, 1);
        fetch(3, 1);
        CompletableFuture<Long> deleted =
                partition.upkeep().deleteRecordsBefore(1, 1_000).toCompletableFuture();
        lane.runAll();

        var _ = partition.become(new PartitionImage(2, List.of(1, 2, 3), List.of(1, 2, 3), LEADER_EPOCH + 1, 1));
        lane.runAll();

        assertThat(deleted).matches(LeaderTest::isRefusedForAnotherLeader);
    }

    @Test
    void theLastInSyncReplicaGoesOnAlone() throws IOException {
        partition = led(List.of(1));
        cutOff = true;

        assertThat(append(false).appended()).isCompleted();
    }

    @Test
    void whomARecordWaitsForIsSaid() throws IOException {
        partition = led(List.of(1, 2, 3));
        fetch(2, 0);
        var _ = append(true);
        time.advance(700, lane::runAll);

        assertThat(partition.awaited(1))
                .isEqualTo("broker 2, which has all below offset 0 and last fetched 700 ms ago;"
                        + " broker 3, which has not fetched");
        fetch(2, 1);
        assertThat(partition.awaited(1)).isEqualTo("broker 3, which has not fetched");
    }

    private PendingAppend append(boolean safely) {
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .append(time.nowMs(), null, ByteBuffer.wrap("value".getBytes(UTF_8)))
                .build();
        PendingAppend pending = partition.appending().append(batch, AppendOrigin.CLIENT, safely);
        lane.runAll();
        return pending;
    }

    private void fetch(int brokerId, long offset) {
        fetch(brokerId, offset, 0);
    }

    private void fetch(int brokerId, long offset, long logStartOffset) {
        partition.leading().fetchedBy(brokerId, epochs.getOrDefault(brokerId, BROKER_EPOCH), offset, logStartOffset);
        lane.runAll();
    }

    private void grant(PartitionImage image) {
        asked.getLast().answer.complete(Outcome.ok(image));
        lane.runAll();
    }

    private static PartitionImage image(List<Integer> isr, int partitionEpoch) {
        return new PartitionImage(LEADER, List.of(1, 2, 3), isr, LEADER_EPOCH, partitionEpoch);
    }

    private final class AllBrokers implements Brokers {
        @Override
        public long epochOf(int brokerId) {
            return epochs.getOrDefault(brokerId, BROKER_EPOCH);
        }

        @Override
        public boolean mayBeInSync(int brokerId) {
            return !fenced.contains(brokerId);
        }

        @Override
        public boolean isControllerHeard() {
            return !cutOff;
        }

        @Override
        public boolean isCutOff(List<Integer> isr) {
            return cutOff && isr.size() > 1;
        }

        @Override
        public String rackOf(int brokerId) {
            return "rack-" + brokerId;
        }
    }
}
