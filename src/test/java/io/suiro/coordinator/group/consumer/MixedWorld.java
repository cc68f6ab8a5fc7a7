package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.GroupSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.jspecify.annotations.Nullable;

/** A group whose members speak one protocol or the other, in simulated time, to which everything happens that a seed says. */
final class MixedWorld {
    private static final int MAX_MEMBERS = 4;
    private static final GroupSettings SETTINGS = new GroupSettings(
            6_000,
            300_000,
            500,
            Integer.MAX_VALUE,
            4_096,
            5_000,
            3_600_000,
            600_000,
            1,
            new ConsumerGroupSettings(
                    10_000, 10_000, 1_000, 1_000, 200, null, Integer.MAX_VALUE, List.of("uniform", "range")));

    private final Random random;
    private final boolean isCooperative;
    private final SimulatedGroup group;
    private final List<FakeConsumer> consumers = new ArrayList<>();
    private final List<FakeClassicConsumer> classics = new ArrayList<>();
    private int upgrades;
    private int downgrades;
    private String type = "";

    MixedWorld(long seed) {
        random = new Random(seed);
        isCooperative = seed % 2 == 0;
        group = new SimulatedGroup(random, SETTINGS);
        group.topics.with("a", 6).with("b", 3);
        group.tell();
    }

    void chaos(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(120)) {
                case 0, 1 -> joinConsumer();
                case 2, 3 -> joinClassic();
                case 4 -> leaveConsumer(true);
                case 5 -> leaveConsumer(false);
                case 6 -> leaveClassic(true);
                case 7 -> leaveClassic(false);
                case 8 -> group.grow("a");
                case 9 -> group.failOver();
                case 10 -> leaveAllConsumers();
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
        group.beat(consumers, losesAnswers);
        for (FakeClassicConsumer member : List.copyOf(classics)) {
            member.work(group.coordinator(), group.time.nowMs(), losesAnswers);
            group.runAll();
        }
        countConversions();
    }

    private void countConversions() {
        ListedGroup listed = listed();
        String now = listed == null || listed.groupState().equals("Empty") ? "" : listed.groupType();
        upgrades += type.equals("classic") && now.equals("consumer") ? 1 : 0;
        downgrades += type.equals("consumer") && now.equals("classic") ? 1 : 0;
        type = now;
    }

    private void joinConsumer() {
        if (consumers.size() < MAX_MEMBERS) {
            consumers.add(new FakeConsumer(random, "m" + group.nextId(), null, List.of("a", "b")));
        }
    }

    private void joinClassic() {
        if (classics.size() < MAX_MEMBERS) {
            classics.add(new FakeClassicConsumer(random, isCooperative, List.of("a", "b"), group.topics));
        }
    }

    /** @param says whether anybody hears of it */
    private void leaveConsumer(boolean says) {
        if (!consumers.isEmpty()) {
            FakeConsumer gone = consumers.remove(random.nextInt(consumers.size()));
            if (says) {
                group.ask(gone.leaving(SimulatedGroup.GROUP));
            }
        }
    }

    private void leaveAllConsumers() {
        while (!consumers.isEmpty()) {
            leaveConsumer(random.nextBoolean());
        }
    }

    private void leaveClassic(boolean says) {
        if (!classics.isEmpty()) {
            FakeClassicConsumer gone = classics.remove(random.nextInt(classics.size()));
            if (says) {
                group.done(group.coordinator().leave(SimulatedGroup.context(5), gone.leaving()));
            }
        }
    }

    private @Nullable ListedGroup listed() {
        return group
                .done(group.coordinator().list(SimulatedGroup.context(5), new ListGroupsRequestData()))
                .groups()
                .stream()
                .findFirst()
                .orElse(null);
    }

    int upgrades() {
        return upgrades;
    }

    int downgrades() {
        return downgrades;
    }

    /** In the end each partition has a reader, if there are any, in a group of the type that they make it. */
    void assertAllAreRead() {
        Set<TopicPartition> read = new HashSet<>();
        classics.forEach(member -> read.addAll(member.owned()));
        consumers.forEach(member -> read.addAll(named(member.owned())));
        Set<TopicPartition> all = new HashSet<>();
        if (!classics.isEmpty() || !consumers.isEmpty()) {
            for (TopicImage topic : group.topics.image().topics().values()) {
                for (int i = 0; i < topic.partitions().size(); i++) {
                    all.add(new TopicPartition(topic.name(), i));
                }
            }
        }
        assertThat(read).isEqualTo(all);
        ListedGroup listed = listed();
        if (!all.isEmpty()) {
            assertThat(listed).isNotNull();
            assertThat(Objects.requireNonNull(listed).groupState()).isEqualTo("Stable");
            assertThat(listed.groupType()).isEqualTo(consumers.isEmpty() ? "classic" : "consumer");
        }
    }

    private Set<TopicPartition> named(PartitionSet partitions) {
        Set<TopicPartition> named = new HashSet<>();
        partitions.forEach((topicId, partition) -> {
            TopicImage topic = group.topics.image().topic(topicId);
            if (topic != null) {
                named.add(new TopicPartition(topic.name(), partition));
            }
        });
        return named;
    }

    private void assertNobodySharesAPartition() {
        Map<TopicPartition, Object> readers = new HashMap<>();
        consumers.forEach(member -> named(member.owned()).forEach(partition -> only(readers, partition, member)));
        classics.forEach(member -> member.owned().forEach(partition -> only(readers, partition, member)));
    }

    private static void only(Map<TopicPartition, Object> readers, TopicPartition partition, Object member) {
        assertThat(readers.put(partition, member))
                .as("who else reads %s", partition)
                .isNull();
    }
}
