package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.GroupSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;

/** A group of fake members and its coordinator in simulated time, to which everything happens that a seed says. */
final class ConsumerWorld {
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
    private final SimulatedGroup group;
    private final List<FakeConsumer> members = new ArrayList<>();
    private final List<String> freeInstanceIds = new ArrayList<>(List.of("i1", "i2"));

    ConsumerWorld(long seed) {
        random = new Random(seed);
        group = new SimulatedGroup(random, SETTINGS);
        group.topics.with("a", 6).with("b", seed % WIDE_EVERY == 0 ? WIDE : 3).with("logs-1", 2);
        group.tell();
    }

    void chaos(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(60)) {
                case 0, 1, 2 -> join();
                case 3 -> leave();
                case 4 -> crash();
                case 5 -> resubscribe();
                case 6 -> group.grow("a");
                case 7 -> replaceTopic();
                case 8 -> group.failOver();
                default -> step(true);
            }
            assertNobodySharesAPartition();
        }
    }

    /** Nothing more goes wrong. */
    void settle() {
        for (int i = 0; i < 60_000 / SimulatedGroup.STEP_MS; i++) {
            step(false);
            assertNobodySharesAPartition();
        }
    }

    private void step(boolean losesAnswers) {
        group.advance();
        group.beat(members, losesAnswers);
    }

    private void join() {
        if (members.size() == MAX_MEMBERS) {
            return;
        }
        String instanceId = !freeInstanceIds.isEmpty() && random.nextInt(4) == 0 ? freeInstanceIds.removeFirst() : null;
        members.add(new FakeConsumer(random, "m" + group.nextId(), instanceId, subscription()));
    }

    private void leave() {
        if (!members.isEmpty()) {
            FakeConsumer gone = remove();
            group.ask(gone.leaving(SimulatedGroup.GROUP));
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

    private void replaceTopic() {
        group.topics.delete("logs-1");
        group.topics.with("logs-2", 1 + random.nextInt(3));
        group.topics.with("logs-1", 2);
        group.tell();
    }

    DescribedGroup described() {
        return group.done(describe(group.coordinator())).getFirst();
    }

    /** As a new coordinator would describe the group. */
    DescribedGroup describedAfterReload() {
        QueuedLane otherLane = new QueuedLane();
        return SimulatedGroup.done(describe(group.reloaded(otherLane)), otherLane)
                .getFirst();
    }

    private static CompletionStage<List<DescribedGroup>> describe(GroupCoordinator coordinator) {
        return coordinator.describeConsumers(SimulatedGroup.context(1), List.of(SimulatedGroup.GROUP));
    }

    List<FakeConsumer> members() {
        return members;
    }

    TestTopics topics() {
        return group.topics;
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
