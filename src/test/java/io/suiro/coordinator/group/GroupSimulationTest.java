package io.suiro.coordinator.group;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members that join, sync, commit, stall, leave and die at random, and producers whose transactions commit and abort, while commits are
 * late and coordinators change.
 */
class GroupSimulationTest {
    private static final int STEPS = 1_500;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensTheGroupKeepsItsPromises(long seed) {
        Random random = new Random(seed);
        GroupWorld world = new GroupWorld();
        List<FakeMember> members = IntStream.range(0, 6)
                .mapToObj(i -> new FakeMember("m" + i, i % 3 == 0, world))
                .toList();
        List<FakeProducer> producers = LongStream.range(0, 3)
                .mapToObj(id -> new FakeProducer(id, world))
                .toList();
        for (int i = 0; i < STEPS; i++) {
            step(random, world, members, producers);
            world.check();
        }
        world.checkReload();
        world.checkAllAnswered();
    }

    private static void step(Random random, GroupWorld world, List<FakeMember> members, List<FakeProducer> producers) {
        int dice = random.nextInt(1_000);
        if (dice < 2) {
            world.failOver();
        } else if (dice < 20) {
            world.checkReload();
        } else if (dice < 40) {
            world.log.holdCommits();
        } else if (dice < 80) {
            world.log.releaseCommits();
        } else if (dice < 90) {
            world.time.advance(random.nextInt(20_000), world.lane::runAll);
        } else if (dice < 300) {
            world.time.advance(random.nextInt(1_000), world.lane::runAll);
        } else if (dice < 450) {
            producers.get(random.nextInt(producers.size())).step(random);
        } else {
            members.get(random.nextInt(members.size())).step(random);
        }
    }
}
