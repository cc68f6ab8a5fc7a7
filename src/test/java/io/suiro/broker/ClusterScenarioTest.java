package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataController;
import io.suiro.replica.Durability;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens to three brokers step by step, in simulated time. */
class ClusterScenarioTest {
    private static final long LONGEST_MS = 60_000;
    /** Twice what a command waits for a controller. */
    private static final long WITHOUT_CONTROLLER_MS = 60_000;

    private final Random random = new Random(1);
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network = new SimulatedNetwork(time, random, this::machine);
    private final SimulatedMachine.Setup setup =
            new SimulatedMachine.Setup(List.of(0, 1, 2), 0, 3, Durability.REPLICATED, Map.of(), 1 << 20);
    private final List<SimulatedMachine> machines = IntStream.range(0, 3)
            .mapToObj(id -> new SimulatedMachine(id, id, random, time, network, setup))
            .toList();

    private SimulatedMachine machine(int id) {
        return machines.get(id);
    }

    @Test
    void aBrokerThatHasLearntWaitsForAControllerThatIsGoneAgain() {
        begin();
        machines.forEach(SimulatedMachine::kill);
        machines.forEach(SimulatedMachine::start);
        await(() -> machines.stream().anyMatch(this::hasLearntFromAnother));
        SimulatedMachine restarted =
                machines.stream().filter(this::hasLearntFromAnother).findAny().orElseThrow();
        Life life = restarted.life();
        assertThat(life.isOpen).isFalse();

        machines.forEach(machine -> machine.isPaused = machine != restarted);
        pass(WITHOUT_CONTROLLER_MS);
        assertThat(restarted.life).isSameAs(life);
        assertThat(life.isOpen).isFalse();

        machines.forEach(machine -> machine.isPaused = false);
        await(() -> machines.stream().allMatch(machine -> machine.life().isAnnounced));
        assertThat(restarted.life).isSameAs(life);
    }

    @Test
    void aBrokerIsNotFencedWhileItsMetadataWaitForASlowDisk() {
        MetadataController controller = begin();
        SimulatedMachine slow = machine((controller.controllerId() + 1) % 3);

        slow.slowDiskMs = 4_000;
        long slowSinceMs = time.nowMs();
        for (int i = 0; i < 4; i++) {
            String topic = "topic" + i;
            var _ = controller.submit(new MetadataCommand.CreateTopic(topic, 1, (short) 1, Map.of(), Map.of(), false));
            await(() -> {
                assertThat(Objects.requireNonNull(controller.image().broker(slow.id))
                                .fenced())
                        .isFalse();
                return slow.life().core().controller.image().topic(topic) != null;
            });
        }
        assertThat(time.nowMs() - slowSinceMs).isGreaterThan(2L * SimulatedMachine.SESSION_MS);
    }

    @Test
    void aBrokerWhoseMetadataStandStillIsFenced() {
        MetadataController controller = begin();
        SimulatedMachine stuck = machine((controller.controllerId() + 1) % 3);

        stuck.slowDiskMs = 10 * 60_000;
        var _ = controller.submit(new MetadataCommand.CreateTopic("topic", 1, (short) 1, Map.of(), Map.of(), false));
        await(() -> Objects.requireNonNull(controller.image().broker(stuck.id)).fenced());
    }

    /** Three brokers that serve, and vote; the one that decides. */
    private MetadataController begin() {
        machines.forEach(SimulatedMachine::start);
        await(() -> machines.stream()
                .allMatch(machine -> machine.life().isAnnounced
                        && machine.life().core().controller.image().voters().size() == 3));
        int controllerId = machines.getFirst().life().core().controller.controllerId();
        return machine(controllerId).life().core().controller;
    }

    private boolean hasLearntFromAnother(SimulatedMachine machine) {
        return machine.life().core().controller.isLearnt()
                && machine.life().core().controller.controllerId() != machine.id;
    }

    private void await(BooleanSupplier condition) {
        long untilMs = time.nowMs() + LONGEST_MS;
        while (!condition.getAsBoolean()) {
            assertThat(time.nowMs()).isLessThan(untilMs);
            pass(1);
        }
    }

    private void pass(long ms) {
        work();
        time.advance(ms, this::work);
    }

    private void work() {
        boolean more = true;
        while (more) {
            more = false;
            for (SimulatedMachine machine : machines) {
                more |= machine.isRunning() && machine.life().runOne();
            }
        }
    }
}
