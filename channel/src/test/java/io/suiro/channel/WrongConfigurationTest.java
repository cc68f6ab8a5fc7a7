package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import io.smallrye.reactive.messaging.providers.impl.ConnectorConfig;
import io.suiro.broker.Produce.Acks;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What stops the start says which key has which value, and what is meant. */
class WrongConfigurationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tpoic | a | the connector suiro has no such attribute; did you mean topic?",
                "failure-strategi | fail | the connector suiro has no such attribute; did you mean failure-strategy?",
                "something | else | the connector suiro has no such attribute",
                "assign-seek | 0:5 | the connector suiro has no such attribute, for partitions are assigned by the group",
                "checkpoint.state-store | file | the connector suiro has no such attribute, for there are no checkpoints: commit-strategy is throttled, latest or ignore",
                "value.serializer | x | the connector suiro has no such attribute; did you mean value.deserializer?",
            })
    void anUnknownAttribute(String name, String value, String complaint) {
        refuses(name, value, complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "batch | yes | must be true or false",
                "max.poll.records | 0 | must be a whole number from 1",
                "max.poll.records | many | must be a whole number from 1",
                "auto.offset.reset | first | must be one of earliest, latest, none",
                "commit-strategy | checkpoint | must be one of throttled, latest, ignore",
                "commit-strategy | throtled | must be one of throttled, latest, ignore; did you mean throttled?",
                "failure-strategy | dead-letter | must be one of fail, ignore, dead-letter-queue, delayed-retry-topic",
                "isolation.level | committed | must be one of read_uncommitted, read_committed",
            })
    void aWrongValue(String name, String value, String complaint) {
        refuses(name, value, complaint);
    }

    @Test
    void classesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KafkaClasses.deserializer(incoming("value.deserializer", "a.b.C"), "value.deserializer", false))
                .withMessage("mp.messaging.incoming.c.value.deserializer=a.b.C: must be the name of a class that is a "
                        + "org.apache.kafka.common.serialization.Deserializer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClasses.deserializer(
                        incoming("value.deserializer", "java.lang.String"), "value.deserializer", false))
                .withMessageStartingWith("mp.messaging.incoming.c.value.deserializer=java.lang.String: ");
    }

    @Test
    void topicsAndTopicContradictEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("topic", "a", "topics", "b,c"))
                .withMessage("mp.messaging.incoming.c.topics=b,c: must be absent where topic is given");
    }

    @ParameterizedTest
    @EnumSource(names = {"INCOMING", "OUTGOING"})
    void everyAttributeOfTheKafkaConnectorIsKnownOrExplained(ConnectorAttribute.Direction direction) {
        Set<String> known = new HashSet<>();
        known.addAll(KafkaConnectorAttributes.WITHOUT_EFFECT.keySet());
        known.addAll(KafkaConnectorAttributes.ABSENT.keySet());
        known.addAll(attributes(SuiroConnector.class, direction));
        known.addAll(
                direction == ConnectorAttribute.Direction.INCOMING
                        ? ConsumerConfig.configNames()
                        : ProducerConfig.configNames());
        known.add("merge");
        assertThat(known).containsAll(attributes(KafkaConnector.class, direction));
    }

    private static List<String> attributes(Class<?> connector, ConnectorAttribute.Direction direction) {
        return Arrays.stream(connector.getAnnotationsByType(ConnectorAttribute.class))
                .filter(one -> one.direction() == direction
                        || one.direction() == ConnectorAttribute.Direction.INCOMING_AND_OUTGOING)
                .map(ConnectorAttribute::name)
                .toList();
    }

    /** As far as they mean something to it. */
    @Test
    void whatIsSaidForAllChannelsIsForThoseThatItMeansSomethingTo() {
        Map<String, String> all = Map.of(
                "mp.messaging.connector.suiro.group.id", "clerks",
                "mp.messaging.connector.suiro.acks", "all",
                "mp.messaging.outgoing.out.connector", "suiro",
                "mp.messaging.incoming.in.connector", "suiro");
        assertThat(IncomingSettings.of(
                                Attributes.incoming(connectorConfig("mp.messaging.incoming.", "in", all)),
                                OpenChannels.config(Map.of()))
                        .consumer()
                        .groupId())
                .isEqualTo("clerks");
        assertThat(OutgoingSettings.of(Attributes.outgoing(connectorConfig("mp.messaging.outgoing.", "out", all)))
                        .acks())
                .isEqualTo(Acks.ALL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attributes.incoming(connectorConfig(
                        "mp.messaging.incoming.",
                        "in",
                        Map.of(
                                "mp.messaging.connector.suiro.tpoic", "a",
                                "mp.messaging.incoming.in.connector", "suiro"))))
                .withMessage(
                        "mp.messaging.connector.suiro.tpoic=a: the connector suiro has no such attribute; did you mean topic?");
    }

    @Test
    void variablesOfTheEnvironmentAreAttributes() {
        IncomingSettings settings = IncomingSettings.of(
                Attributes.incoming(environment(Map.of(
                        "MP_MESSAGING_INCOMING_IN_GROUP_ID", "clerks",
                        "MP_MESSAGING_INCOMING_IN_FAILURE_STRATEGY", "ignore",
                        "MP_MESSAGING_INCOMING_IN_LAZY_CLIENT", "true",
                        "MP_MESSAGING_INCOMING_IN_FETCH_MIN_BYTES", "1"))),
                OpenChannels.config(Map.of()));
        assertThat(settings.consumer().groupId()).isEqualTo("clerks");
        assertThat(settings.failures()).isEqualTo(IncomingSettings.Failures.IGNORE);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Attributes.incoming(environment(Map.of("MP_MESSAGING_INCOMING_IN_GRUOP_ID", "clerks"))))
                .withMessageContaining("the connector suiro has no such attribute");
    }

    private static Config environment(Map<String, String> variables) {
        return new ConnectorConfig(
                "mp.messaging.incoming.",
                new SmallRyeConfigBuilder()
                        .withSources(new EnvConfigSource(variables, 300))
                        .build(),
                "suiro",
                "in") {};
    }

    private static Config connectorConfig(String prefix, String channel, Map<String, String> application) {
        return new ConnectorConfig(prefix, OpenChannels.config(application), "suiro", channel) {};
    }

    @Test
    void retryTopicsSayTheirDelay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        "failure-strategy", "delayed-retry-topic", "delayed-retry-topic.topics", "again_10, later"))
                .withMessage(
                        "mp.messaging.incoming.c.delayed-retry-topic.topics=again_10, later: must be topics whose names "
                                + "end with _ and their delay in milliseconds; later does not");
    }

    @Test
    void retriesHaveNoPartInTransactions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("failure-strategy", "delayed-retry-topic", "exactly-once", "true"))
                .withMessageStartingWith(
                        "mp.messaging.incoming.c.failure-strategy=delayed-retry-topic: must be fail, ignore or "
                                + "dead-letter-queue with exactly-once=true");
    }

    @Test
    void outgoingAttributesAreOthers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attributes.outgoing(OpenChannels.config(attributes("group.id", "g"))))
                .withMessageStartingWith(
                        "mp.messaging.outgoing.c.group.id=g: the connector suiro has no such attribute");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> OutgoingSettings.of(Attributes.outgoing(OpenChannels.config(attributes("acks", "some")))))
                .withMessage("mp.messaging.outgoing.c.acks=some: must be one of 0, 1, all, -1");
    }

    @Test
    void defaultsAreThoseOfTheKafkaConnector() {
        IncomingSettings settings = settings();
        assertThat(settings.consumer().topics()).isEqualTo(Set.of("c"));
        assertThat(settings.deadLetterTopic()).isEqualTo("dead-letter-topic-c");
        assertThat(settings.commits()).isEqualTo(CommitStrategy.THROTTLED);
        assertThat(settings.failures()).isEqualTo(IncomingSettings.Failures.FAIL);
        assertThat(settings.stallAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.batch()).isFalse();
        assertThat(settings.retries()).isNull();
        assertThat(settings("failure-strategy", "delayed-retry-topic").retries())
                .isEqualTo(new RetrySettings(
                        List.of("c_retry_10000", "c_retry_20000", "c_retry_50000"),
                        Map.of("c_retry_10000", 10_000, "c_retry_20000", 20_000, "c_retry_50000", 50_000),
                        3,
                        120_000,
                        null));
    }

    @Test
    void whatIsAboutAConnectionIsWithoutEffect() {
        assertThat(settings("fetch.min.bytes", "1", "lazy-client", "true", "pause-if-no-requests", "false"))
                .usingRecursiveComparison()
                .ignoringFields("consumer.groupId")
                .isEqualTo(settings());
    }

    private static void refuses(String name, String value, String complaint) {
        String start = "mp.messaging.incoming.c." + name + "=" + value + ": ";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name, value))
                .withMessageStartingWith(start + complaint);
    }

    private static IncomingSettings settings(String... attributes) {
        return IncomingSettings.of(incoming(attributes), OpenChannels.config(Map.of()));
    }

    private static Attributes incoming(String... attributes) {
        return Attributes.incoming(OpenChannels.config(attributes(attributes)));
    }

    private static Map<String, String> attributes(String... attributes) {
        Map<String, String> all = new HashMap<>(Map.of("channel-name", "c"));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        return all;
    }
}
