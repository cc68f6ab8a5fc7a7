package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.suiro.embedded.EmbeddedBroker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;

/** A channel that is several members of its group. */
@QuarkusTest
class ConcurrencyTest {
    @ApplicationScoped
    static class Methods {
        private final Seen seen;

        Methods(Seen seen) {
            this.seen = seen;
        }

        @Incoming("workers")
        void work(String text) {
            seen.add("workers", text);
        }
    }

    @Inject
    EmbeddedBroker broker;

    @Inject
    Seen seen;

    @Test
    void itsMembersShareTheTopicOfItsName() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().untilAsserted(() -> assertThat(admin.describeConsumerGroups(List.of("workers"))
                            .all()
                            .get()
                            .values())
                    .flatExtracting(ConsumerGroupDescription::members)
                    .extracting(MemberDescription::clientId)
                    .containsExactlyInAnyOrder("channel-workers$1", "channel-workers$2", "channel-workers$3"));
        }
        broker.topic("workers").send("a");
        assertThat(seen.await("workers", 1)).containsExactly("a");
    }
}
