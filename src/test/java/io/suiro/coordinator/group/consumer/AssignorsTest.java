package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.group.consumer.Assignor.Problem;
import io.suiro.coordinator.group.consumer.Assignor.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every target must be, whatever the members and topics; and what each assignor adds to that. */
class AssignorsTest {
    private final Assignor uniform = new UniformAssignor();
    private final Assignor range = new RangeAssignor();

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPartitionOfASubscribedTopicHasOneMemberThatSubscribesToIt(long seed) {
        Random random = new Random(seed);
        Problem problem = problem(random, random.nextBoolean());
        assertIsWhole(problem, uniform.assign(problem));
        assertIsWhole(problem, range.assign(problem));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformSharesDifferByOneAtMostIfAllSubscribeAlike(long seed) {
        Problem problem = problem(new Random(seed), true);
        List<Integer> loads = loads(uniform.assign(problem));
        loads.sort(null);
        assertThat(loads.getLast() - loads.getFirst()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformGivesNoPartitionToAMemberIfAnotherCouldHaveItThatHasTwoLess(long seed) {
        Problem problem = problem(new Random(seed), false);
        Map<String, PartitionSet> targets = uniform.assign(problem);
        targets.forEach((owner, target) ->
                target.forEach((topicId, partition) -> problem.subscribers().forEach((other, subscriber) -> {
                    if (subscriber.topicIds().contains(topicId)) {
                        assertThat(target.size() - size(targets, other)).isLessThanOrEqualTo(1);
                    }
                })));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformChangesNothingIfNothingHasChanged(long seed) {
        Random random = new Random(seed);
        Problem problem = problem(random, random.nextBoolean());
        Map<String, PartitionSet> targets = uniform.assign(problem);
        assertThat(uniform.assign(withCurrent(problem, targets))).isEqualTo(targets);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformMovesOnlyWhatANewMemberGets(long seed) {
        Problem problem = problem(new Random(seed), true);
        Map<String, PartitionSet> before = uniform.assign(problem);
        Problem joined = withCurrent(problem, before);
        Set<Uuid> topicIds = joined.subscribers().values().iterator().next().topicIds();
        joined.subscribers().put("zz-new", new Subscriber(null, topicIds, PartitionSet.NONE));

        Map<String, PartitionSet> after = uniform.assign(joined);

        before.forEach((memberId, target) -> assertThat(after.getOrDefault(memberId, PartitionSet.NONE)
                        .minus(target)
                        .isEmpty())
                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformLeavesEverybodyWhatTheyHaveWhenAMemberGoes(long seed) {
        Problem problem = problem(new Random(seed), true);
        Map<String, PartitionSet> before = uniform.assign(problem);
        Problem left = withCurrent(problem, before);
        left.subscribers().remove(left.subscribers().firstKey());

        Map<String, PartitionSet> after = uniform.assign(left);

        left.subscribers().keySet().forEach(memberId -> assertThat(before.getOrDefault(memberId, PartitionSet.NONE)
                        .minus(after.getOrDefault(memberId, PartitionSet.NONE))
                        .isEmpty())
                .isTrue());
    }

    @Test
    void rangesOfTopicsWithAsManyPartitionsGoTogether() {
        Uuid a = new Uuid(1, 1);
        Uuid b = new Uuid(1, 2);
        SortedMap<String, Subscriber> members = new TreeMap<>();
        members.put("x", new Subscriber(null, Set.of(a, b), PartitionSet.NONE));
        members.put("y", new Subscriber("static", Set.of(a, b), PartitionSet.NONE));

        Map<String, PartitionSet> targets = range.assign(new Problem(members, Map.of(a, 3, b, 3)));

        assertThat(targets)
                .containsEntry("y", PartitionSet.of(Map.of(a, List.of(0, 1), b, List.of(0, 1))))
                .containsEntry("x", PartitionSet.of(Map.of(a, List.of(2), b, List.of(2))));
    }

    @Test
    void theAssignorThatMostMembersAskForIsTheGroups() {
        ConsumerGroup group = ConsumerGroup.empty("g");
        assertThat(Assignors.preferred(group, List.of("uniform", "range"))).isEqualTo("uniform");
        for (String name : List.of("range", "range", "uniform")) {
            ConsumerGroup voted = group.apply(new ConsumerGroupRecord.TermsStored(
                    "g",
                    "m" + group.members().size(),
                    new MemberTerms(null, null, "c", "/h", List.of(), null, 1, name, null)));
            assertThat(voted).isNotNull();
            group = voted;
        }
        assertThat(Assignors.preferred(group, List.of("uniform", "range"))).isEqualTo("range");
        assertThat(Assignors.preferred(group, List.of("uniform"))).isEqualTo("uniform");
    }

    private static Problem problem(Random random, boolean allAlike) {
        Map<Uuid, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            counts.put(new Uuid(1, i), 1 + random.nextInt(20));
        }
        SortedMap<String, Subscriber> members = new TreeMap<>();
        for (int i = 0; i < 2 + random.nextInt(12); i++) {
            Set<Uuid> topicIds = new HashSet<>(counts.keySet());
            if (!allAlike) {
                topicIds.removeIf(topicId -> random.nextBoolean());
            }
            members.put("m" + i, new Subscriber(random.nextInt(4) == 0 ? "i" + i : null, topicIds, PartitionSet.NONE));
        }
        return new Problem(members, counts);
    }

    private static Problem withCurrent(Problem problem, Map<String, PartitionSet> targets) {
        SortedMap<String, Subscriber> members = new TreeMap<>();
        problem.subscribers()
                .forEach((memberId, subscriber) -> members.put(
                        memberId,
                        new Subscriber(
                                subscriber.instanceId(),
                                subscriber.topicIds(),
                                targets.getOrDefault(memberId, PartitionSet.NONE))));
        return new Problem(members, problem.partitionCounts());
    }

    private static void assertIsWhole(Problem problem, Map<String, PartitionSet> targets) {
        Set<ConsumerGroup.PartitionId> expected = new HashSet<>();
        problem.subscribers()
                .values()
                .forEach(subscriber -> subscriber.topicIds().forEach(topicId -> {
                    for (int i = 0; i < problem.partitionCount(topicId); i++) {
                        expected.add(new ConsumerGroup.PartitionId(topicId, i));
                    }
                }));
        List<ConsumerGroup.PartitionId> assigned = new ArrayList<>();
        targets.forEach((memberId, target) -> target.forEach((topicId, partition) -> {
            assertThat(problem.subscribers())
                    .hasEntrySatisfying(memberId, subscriber -> assertThat(subscriber.topicIds())
                            .contains(topicId));
            assigned.add(new ConsumerGroup.PartitionId(topicId, partition));
        }));
        assertThat(assigned).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(targets).containsOnlyKeys(problem.subscribers().keySet());
    }

    private static List<Integer> loads(Map<String, PartitionSet> targets) {
        List<Integer> loads = new ArrayList<>();
        targets.values().forEach(target -> loads.add(target.size()));
        return loads;
    }

    private static int size(Map<String, PartitionSet> targets, String memberId) {
        return targets.getOrDefault(memberId, PartitionSet.NONE).size();
    }
}
