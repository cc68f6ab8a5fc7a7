package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.replica.Durability;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A broker that comes back waits for a controller at every step of its start, however long there is none. */
class RestartTest {
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
        machines.forEach(SimulatedMachine::start);
        await(() -> machines.stream().allMatch(machine -> machine.life().isAnnounced));
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
