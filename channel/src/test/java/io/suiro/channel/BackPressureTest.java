package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** An application that is slower than the log. */
class BackPressureTest {
    private static final int RECORDS = 100_000;

    private static final OpenChannels CHANNELS = new OpenChannels();

    @AfterAll
    static void end() {
        CHANNELS.close();
    }

    @Test
    void whatASlowApplicationHasNotAskedForStaysInTheLog() throws Exception {
        CHANNELS.create("slow", 1);
        CHANNELS.send("slow", 0, AcknowledgementTest.values(RECORDS));
        try (OpenChannel channel =
                CHANNELS.open("slow", "max.partition.fetch.bytes", "65536").request(10)) {
            channel.await(10);
            assertThat(channel.messages()).hasSize(10);
            assertThat(channel.buffered()).isLessThan(500 + RECORDS / 10);
            assertThat(channel.state().words()).startsWith("lagging, ");
            channel.acknowledgeAll();
            int most = 0;
            while (channel.count() < RECORDS) {
                most = Math.max(most, channel.buffered());
                Thread.onSpinWait();
            }
            assertThat(most).isLessThan(500 + RECORDS / 10);
            await().untilAsserted(() -> assertThat(channel.state().words()).isEqualTo("joined, partitions: 1"));
        }
    }
}
