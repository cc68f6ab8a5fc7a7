package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.process.KafkaJava;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.tools.consumer.ConsoleConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's console consumers in processes of their own, one of which ends without a word. */
class KilledConsumersTest {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Well below the session that everybody here has asked for. */
    private static final Duration BEFORE_THE_SESSION_ENDS = Duration.ofSeconds(30);

    private static final String SESSION_MS = "45000";

    @TempDir
    Path directory;

    private final List<Process> consumers = new ArrayList<>();

    @AfterEach
    void stop() {
        consumers.forEach(process -> process.destroyForcibly().onExit().join());
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "classic"})
    void othersTakeOverFromOneThatIsKilledBeforeItsSessionEnds(String protocol) throws Exception {
        try (TestBroker broker = TestBroker.start(
                        directory.resolve("data"), Map.of("group.consumer.session.timeout.ms", SESSION_MS));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            two(broker, admin, protocol);

            consumers.getFirst().destroyForcibly();

            awaitMembers(admin, 1, BEFORE_THE_SESSION_ENDS);
        }
    }

    @Test
    void othersTakeOverFromOneThatStandsStillWhereNobodyHasSetASession() throws Exception {
        try (TestBroker broker = TestBroker.start(directory.resolve("data"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            two(broker, admin, "consumer");

            int status = new ProcessBuilder(
                            "kill", "-STOP", Long.toString(consumers.getFirst().pid()))
                    .start()
                    .waitFor();

            assertThat(status).isZero();
            awaitMembers(admin, 1, BEFORE_THE_SESSION_ENDS);
        }
    }

    private void two(TestBroker broker, Admin admin, String protocol) throws Exception {
        admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1)))
                .all()
                .get();
        consume(broker, protocol);
        consume(broker, protocol);
        awaitMembers(admin, 2, PATIENCE);
    }

    private void consume(TestBroker broker, String protocol) throws IOException {
        List<String> session = protocol.equals("classic")
                ? List.of("--command-property", "session.timeout.ms=" + SESSION_MS)
                : List.of();
        List<String> arguments =
                new ArrayList<>(List.of("--bootstrap-server", broker.address(), "--topic", "t", "--group", "g"));
        arguments.addAll(List.of("--command-property", "group.protocol=" + protocol));
        arguments.addAll(session);
        consumers.add(KafkaJava.command(
                        directory,
                        List.of("-XX:TieredStopAtLevel=1", "-Xmx128m"),
                        ConsoleConsumer.class.getName(),
                        arguments.toArray(String[]::new))
                .redirectOutput(
                        Redirect.appendTo(directory.resolve("consumers.log").toFile()))
                .start());
    }

    private static void awaitMembers(Admin admin, int count, Duration atMost) {
        await().atMost(atMost).until(() -> {
            try {
                var group =
                        admin.describeConsumerGroups(List.of("g")).all().get().get("g");
                Collection<MemberDescription> members = group.members();
                return group.groupState() == GroupState.STABLE
                        && members.size() == count
                        && members.stream()
                                .allMatch(member ->
                                        member.assignment().topicPartitions().size() == PARTITIONS / count);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupIdNotFoundException) {
                    return false;
                }
                throw e;
            }
        });
    }
}
