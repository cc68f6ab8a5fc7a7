package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.RequestContext;
import io.suiro.base.SimulatedTime;
import io.suiro.coordinator.FakeAdmission;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.GroupSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;

/** A group of fake members and its coordinator in simulated time, to which everything happens that a seed says. */
final class ConsumerWorld {
    static final String GROUP = "g";
    private static final int STEP_MS = 50;
    private static final int MAX_MEMBERS = 12;
    /** Partitions of a topic whose group is not given new targets at every step. */
    private static final int WIDE = 1_000;

    private static final int WIDE_EVERY = 10;
    private static final GroupSettings SETTINGS = new GroupSettings(
            6_000,
            300_000,
            0,
            Integer.MAX_VALUE,
            4_096,
            5_000,
            3_600_000,
            600_000,
            1,
            new ConsumerGroupSettings(
                    20_000, 20_000, 2_000, 2_000, 200, null, Integer.MAX_VALUE, List.of("uniform", "range")));

    private final Random random;
    private final SimulatedTime time = new SimulatedTime();
    private final TestTopics topics = new TestTopics();
    private final List<FakeConsumer> members = new ArrayList<>();
    private final List<String> freeInstanceIds = new ArrayList<>(List.of("i1", "i2"));
    private QueuedLane lane = new QueuedLane();
    private MemoryStateLog log = new MemoryStateLog(0, lane);
    private GroupCoordinator coordinator = elected(log, lane);
    private int ids;

    ConsumerWorld(long seed) {
        random = new Random(seed);
        topics.with("a", 6).with("b", seed % WIDE_EVERY == 0 ? WIDE : 3).with("logs-1", 2);
        coordinator.metadataChanged(topics.image());
    }

    private GroupCoordinator elected(MemoryStateLog log, QueuedLane lane) {
        GroupCoordinator elected = new GroupCoordinator(
                SETTINGS, groupId -> SETTINGS.consumer(), time, time, () -> "id" + ids++, new FakeAdmission());
        elected.metadataChanged(topics.image());
        elected.elect(log);
        lane.runAll();
        return elected;
    }

    void chaos(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(60)) {
                case 0, 1, 2 -> join();
                case 3 -> leave();
                case 4 -> crash();
                case 5 -> resubscribe();
                case 6 -> growTopic();
                case 7 -> replaceTopic();
                case 8 -> failOver();
                default -> step(true);
            }
            assertNobodySharesAPartition();
        }
    }

    /** Nothing more goes wrong. */
    void settle() {
        for (int i = 0; i < 60_000 / STEP_MS; i++) {
            step(false);
            assertNobodySharesAPartition();
        }
    }

    private void step(boolean losesAnswers) {
        time.advance(STEP_MS, lane::runAll);
        for (FakeConsumer member : List.copyOf(members)) {
            member.work(time.nowMs());
            if (member.isDue(time.nowMs())) {
                ConsumerGroupHeartbeatResponseData answer = ask(member.request(GROUP));
                if (losesAnswers && random.nextInt(10) == 0) {
                    member.missedAnswer(time.nowMs());
                } else {
                    member.answered(answer, time.nowMs());
                }
            }
        }
    }

    private void join() {
        if (members.size() == MAX_MEMBERS) {
            return;
        }
        String instanceId = !freeInstanceIds.isEmpty() && random.nextInt(4) == 0 ? freeInstanceIds.removeFirst() : null;
        members.add(new FakeConsumer(random, "m" + ids++, instanceId, subscription()));
    }

    private void leave() {
        if (!members.isEmpty()) {
            FakeConsumer gone = remove();
            ask(gone.leaving(GROUP));
        }
    }

    /** Nobody hears of it. */
    private void crash() {
        if (!members.isEmpty()) {
            remove();
        }
    }

    private FakeConsumer remove() {
        FakeConsumer gone = members.remove(random.nextInt(members.size()));
        if (gone.instanceId() != null) {
            freeInstanceIds.add(gone.instanceId());
        }
        return gone;
    }

    private void resubscribe() {
        if (!members.isEmpty()) {
            FakeConsumer member = members.get(random.nextInt(members.size()));
            boolean byRegex = random.nextInt(3) == 0;
            member.subscribe(byRegex ? List.of() : subscription(), byRegex ? "logs-.*" : null);
        }
    }

    private List<String> subscription() {
        return switch (random.nextInt(4)) {
            case 0 -> List.of("a");
            case 1 -> List.of("b", "absent");
            default -> List.of("a", "b");
        };
    }

    private void growTopic() {
        int partitions = topics.topic("a").partitions().size();
        topics.with("a", Math.min(partitions + 1, 12));
        coordinator.metadataChanged(topics.image());
    }

    private void replaceTopic() {
        topics.delete("logs-1");
        topics.with("logs-2", 1 + random.nextInt(3));
        topics.with("logs-1", 2);
        coordinator.metadataChanged(topics.image());
    }

    private void failOver() {
        coordinator.resign(0);
        lane.runAll();
        lane = new QueuedLane();
        log = log.copy(lane);
        coordinator = elected(log, lane);
    }

    private ConsumerGroupHeartbeatResponseData ask(ConsumerGroupHeartbeatRequestData request) {
        return done(coordinator.consumerHeartbeat(context(), request), lane);
    }

    DescribedGroup described() {
        return described(coordinator, lane);
    }

    /** As a new coordinator would describe the group. */
    DescribedGroup describedAfterReload() {
        QueuedLane otherLane = new QueuedLane();
        return described(elected(log.copy(otherLane), otherLane), otherLane);
    }

    private static DescribedGroup described(GroupCoordinator coordinator, QueuedLane lane) {
        return done(coordinator.describeConsumers(context(), List.of(GROUP)), lane)
                .getFirst();
    }

    private static <T> T done(CompletionStage<T> answer, QueuedLane lane) {
        lane.runAll();
        assertThat(answer.toCompletableFuture()).isCompleted();
        return answer.toCompletableFuture().join();
    }

    private static RequestContext context() {
        return new RequestContext((short) 1, "client", "/127.0.0.1");
    }

    List<FakeConsumer> members() {
        return members;
    }

    TestTopics topics() {
        return topics;
    }

    private void assertNobodySharesAPartition() {
        Map<ConsumerGroup.PartitionId, String> owners = new HashMap<>();
        for (FakeConsumer member : members) {
            member.owned().forEach((topicId, partition) -> {
                String other = owners.put(new ConsumerGroup.PartitionId(topicId, partition), member.memberId());
                assertThat(other)
                        .as("who else reads partition %d of %s than %s", partition, topicId, member.memberId())
                        .isNull();
            });
        }
    }
}
