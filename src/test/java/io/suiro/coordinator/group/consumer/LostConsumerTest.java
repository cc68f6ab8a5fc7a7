package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.beating;
import static io.suiro.coordinator.group.consumer.ConsumerBench.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupPace;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.junit.jupiter.api.Test;

/** Members of a consumer group whose connection ends without their having left, or whom nobody could hear. */
class LostConsumerTest {
    private static final long CONNECTION = 7;
    private static final long GRACE_MS = (long) ConsumerBench.HEARTBEAT_MS + GroupPace.DEFAULTS.graceMs();

    private final ConsumerBench bench = new ConsumerBench();

    @Test
    void oneThatStaysAwayIsGoneAtItsNextHeartbeat() {
        ask(joining("a"), CONNECTION);

        bench.coordinator.connectionClosed(CONNECTION);
        bench.advance(GRACE_MS - 1);
        assertThat(bench.described().members()).hasSize(1);
        bench.advance(1);
        assertThat(bench.described().members()).isEmpty();
    }

    @Test
    void oneThatComesBackHasAWholeSessionAgain() {
        ask(joining("a"), CONNECTION);

        bench.coordinator.connectionClosed(CONNECTION);
        bench.advance(GRACE_MS - 1);
        ask(beating("a", 1), CONNECTION + 1);
        bench.advance(ConsumerBench.SESSION_MS - 1);

        assertThat(bench.described().members()).hasSize(1);
    }

    @Test
    void aStaticMemberMayBeAwayForItsSession() {
        ask(joining("a").setInstanceId("i1"), CONNECTION);

        bench.coordinator.connectionClosed(CONNECTION);
        bench.advance(ConsumerBench.SESSION_MS - 1);

        assertThat(bench.described().members()).hasSize(1);
    }

    @Test
    void nobodyIsGoneBecauseTheCoordinatorStoodStill() {
        bench.join("a");

        bench.time.stall(10L * ConsumerBench.SESSION_MS);
        bench.advance(1_000);
        assertThat(bench.described().members())
                .as("heard from as soon as it could be")
                .hasSize(1);

        bench.advance(ConsumerBench.SESSION_MS);
        assertThat(bench.described().members())
                .as("silent while it could be heard")
                .isEmpty();
    }

    @Test
    void aNewCoordinatorWaitsLongerForThoseWhoseRequestsMayHangAtTheOneBefore() {
        bench.join("a");
        bench.coordinator.resign(0);
        bench.advance(0);
        bench.done(bench.coordinator.elect(bench.log));

        bench.advance(ConsumerBench.FIRST_SESSION_MS - 1);
        assertThat(bench.described().members()).hasSize(1);
        bench.advance(1);
        assertThat(bench.described().members()).isEmpty();
    }

    private void ask(ConsumerGroupHeartbeatRequestData request, long connectionId) {
        bench.done(bench.coordinator.consumerHeartbeat(
                new RequestContext((short) 1, "client", "/127.0.0.1", connectionId), request));
    }
}
