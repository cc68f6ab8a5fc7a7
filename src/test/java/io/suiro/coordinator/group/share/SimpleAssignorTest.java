package io.suiro.coordinator.group.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.coordinator.group.share.SimpleAssignor.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimpleAssignorTest {
    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPartitionHasAMemberAndEveryMemberAPartition(long seed) {
        Random random = new Random(seed);
        TreeMap<String, Subscriber> subscribers = new TreeMap<>();
        int members = 1 + random.nextInt(12);
        for (int i = 0; i < members; i++) {
            Map<Uuid, List<Integer>> wanted = new HashMap<>();
            for (int topic = 0; topic < 4; topic++) {
                if (random.nextBoolean()) {
                    wanted.put(new Uuid(1, topic), range(topic + 1));
                }
            }
            subscribers.put("m" + i, new Subscriber(PartitionSet.of(wanted), PartitionSet.NONE));
        }
        Map<String, PartitionSet> targets = SimpleAssignor.assign(subscribers);
        Map<String, Integer> holders = new HashMap<>();
        subscribers.forEach((memberId, subscriber) -> {
            PartitionSet target = target(targets, memberId);
            assertThat(target.isEmpty()).isEqualTo(subscriber.wanted().isEmpty());
            target.forEach((topicId, partition) -> {
                assertThat(subscriber.wanted().contains(topicId, partition)).isTrue();
                holders.merge(topicId + "/" + partition, 1, Integer::sum);
            });
        });
        subscribers.values().forEach(subscriber -> subscriber
                .wanted()
                .forEach((topicId, partition) -> assertThat(holders).containsKey(topicId + "/" + partition)));
        assertThat(SimpleAssignor.assign(with(subscribers, targets)))
                .as("is sticky")
                .isEqualTo(targets);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ifAllWantTheSameNobodyHasTwoMoreThanAnotherHoweverTheyCameToIt(long seed) {
        Random random = new Random(seed);
        PartitionSet wanted = PartitionSet.of(Map.of(new Uuid(1, 1), range(1 + random.nextInt(10))));
        TreeMap<String, Subscriber> subscribers = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            if (random.nextInt(4) == 0 && !subscribers.isEmpty()) {
                subscribers.pollFirstEntry();
            }
            for (int more = random.nextInt(5); more > 0; more--) {
                subscribers.put("m" + random.nextInt(1_000), new Subscriber(wanted, PartitionSet.NONE));
            }
            Map<String, PartitionSet> targets = SimpleAssignor.assign(subscribers);
            assertThat(spread(subscribers.keySet().stream()
                            .map(memberId -> target(targets, memberId).size())
                            .toList()))
                    .isLessThanOrEqualTo(1);
            Map<Integer, Integer> holders = new HashMap<>();
            targets.values()
                    .forEach(target ->
                            target.forEach((topicId, partition) -> holders.merge(partition, 1, Integer::sum)));
            assertThat(spread(List.copyOf(holders.values()))).isLessThanOrEqualTo(1);
            subscribers = new TreeMap<>(with(subscribers, targets));
        }
    }

    private static int spread(List<Integer> counts) {
        List<Integer> sorted = new ArrayList<>(counts);
        sorted.sort(null);
        return sorted.isEmpty() ? 0 : sorted.getLast() - sorted.getFirst();
    }

    private static PartitionSet target(Map<String, PartitionSet> targets, String memberId) {
        return targets.getOrDefault(memberId, PartitionSet.NONE);
    }

    private static SortedMap<String, Subscriber> with(
            SortedMap<String, Subscriber> subscribers, Map<String, PartitionSet> targets) {
        TreeMap<String, Subscriber> next = new TreeMap<>();
        subscribers.forEach((memberId, subscriber) ->
                next.put(memberId, new Subscriber(subscriber.wanted(), target(targets, memberId))));
        return next;
    }

    private static List<Integer> range(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
