package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** An application that does not answer. */
class StallTest {
    private static final OpenChannels CHANNELS = new OpenChannels();

    @AfterAll
    static void end() {
        CHANNELS.close();
    }

    @Test
    void partitionsMoveToAnotherMemberAndTheChannelGoesOnOnceItIsAnswered() throws Exception {
        CHANNELS.create("stalled", 1);
        CHANNELS.send("stalled", 0, AcknowledgementTest.values(5));
        try (OpenChannel stalling = CHANNELS.open(
                        "stalled", "max.poll.interval.ms", "500", "auto.commit.interval.ms", "600000")
                .request(3)) {
            List<Message<?>> inHand = stalling.await(3);
            inHand.getFirst().ack();
            await().untilAsserted(() -> assertThat(stalling.state()).isInstanceOf(ChannelState.Stalled.class));
            assertThat(stalling.state().isLive()).isFalse();
            assertThat(stalling.state().words()).contains("stalled").contains("PT0.5S");
            await().untilAsserted(() -> assertThat(CHANNELS.members("stalled")).isZero());
            assertThat(CHANNELS.committed("stalled", 0)).isEqualTo(1);
            try (OpenChannel other = CHANNELS.open("stalled").acknowledgeAll()) {
                other.await(4);
                assertThat(other.texts()).containsExactly("1", "2", "3", "4");
            }
            inHand.get(1).ack();
            inHand.get(2).ack();
            stalling.acknowledgeAll();
            await().untilAsserted(() -> assertThat(stalling.state()).isInstanceOf(ChannelState.Joined.class));
            CHANNELS.send("stalled", 0, List.of("5"));
            stalling.await(4);
            assertThat(stalling.texts()).containsExactly("0", "1", "2", "5");
        }
        assertThat(CHANNELS.committed("stalled", 0)).isEqualTo(6);
    }

    @Test
    void anApplicationWithNothingInHandIsNotStalled() throws Exception {
        CHANNELS.create("idle", 1);
        CHANNELS.send("idle", 0, List.of("0"));
        try (OpenChannel idle =
                        CHANNELS.open("idle", "max.poll.interval.ms", "100").acknowledgeAll();
                OpenChannel stalling = CHANNELS.open("idle", "group.id", "other", "max.poll.interval.ms", "300")
                        .request(1)) {
            await().untilAsserted(() -> assertThat(stalling.state()).isInstanceOf(ChannelState.Stalled.class));
            assertThat(idle.texts()).containsExactly("0");
            assertThat(idle.state()).isInstanceOf(ChannelState.Joined.class);
        }
    }
}
