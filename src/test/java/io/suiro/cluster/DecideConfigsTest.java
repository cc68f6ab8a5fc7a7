package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecideConfigsTest {
    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "t");
    private static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource GROUP = new ConfigResource(ConfigResource.Type.GROUP, "g");
    private static final ConfigResource ALL_BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");

    private TestCluster cluster;

    @BeforeEach
    void oneTopic() throws IOException {
        cluster = TestCluster.create();
        cluster.register(1);
        cluster.createTopic("t", 1, 1).orThrow();
    }

    private Outcome<Void> alter(ConfigResource resource, String name, ConfigChange change) {
        return cluster.ask(new AlterConfigs(resource, Map.of(name, change), false));
    }

    private Outcome<Void> set(ConfigResource resource, String name, String value) {
        return alter(resource, name, new ConfigChange.Set(value));
    }

    private Map<String, String> altered(ConfigResource resource) {
        return cluster.controller.image().configs(resource);
    }

    @Test
    void settingsAreSetAndReturnToTheirDefault() {
        set(TOPIC, "retention.ms", "1000").orThrow();
        set(TOPIC, "max.message.bytes", "2000").orThrow();
        assertThat(altered(TOPIC))
                .containsOnly(Map.entry("retention.ms", "1000"), Map.entry("max.message.bytes", "2000"));
        alter(TOPIC, "retention.ms", new ConfigChange.Delete()).orThrow();
        assertThat(altered(TOPIC)).containsOnlyKeys("max.message.bytes");
    }

    @Test
    void aCordonIsForOneBroker() {
        assertThat(set(ALL_BROKERS, "cordoned.log.dirs", "*").code()).isEqualTo(Errors.INVALID_REQUEST);
        set(BROKER, "cordoned.log.dirs", "").orThrow();
        assertThat(Objects.requireNonNull(cluster.controller.image().broker(1)).cordoned())
                .isFalse();
        alter(BROKER, "cordoned.log.dirs", new ConfigChange.Append("*")).orThrow();
        assertThat(Objects.requireNonNull(cluster.controller.image().broker(1)).cordoned())
                .isTrue();
        cluster.ask(new ReplaceConfigs(BROKER, Map.of(), false)).orThrow();
        assertThat(Objects.requireNonNull(cluster.controller.image().broker(1)).cordoned())
                .isFalse();
    }

    @Test
    void listsStartFromTheirDefaultAndHoldItemsOnce() {
        alter(TOPIC, "cleanup.policy", new ConfigChange.Append("compact,delete"))
                .orThrow();
        assertThat(altered(TOPIC)).containsEntry("cleanup.policy", "delete,compact");
        alter(TOPIC, "cleanup.policy", new ConfigChange.Subtract("delete")).orThrow();
        assertThat(altered(TOPIC)).containsEntry("cleanup.policy", "compact");
        Outcome<Void> number = alter(TOPIC, "retention.ms", new ConfigChange.Append("1"));
        assertThat(number.code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(number.detail()).isEqualTo("Can't APPEND to key retention.ms because its type is not LIST.");
    }

    @Test
    void oneWrongSettingRefusesAllOfThem() {
        var changes = Map.<String, ConfigChange>of(
                "retention.ms", new ConfigChange.Set("1"), "segment.ms", new ConfigChange.Set("soon"));
        assertThat(cluster.ask(new AlterConfigs(TOPIC, changes, false)).code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(altered(TOPIC)).isEmpty();
    }

    @Test
    void validateOnlyChangesNothing() {
        var changes = Map.<String, ConfigChange>of("retention.ms", new ConfigChange.Set("1"));
        assertThat(cluster.ask(new AlterConfigs(TOPIC, changes, true)).code()).isEqualTo(Errors.NONE);
        assertThat(cluster.ask(new ReplaceConfigs(TOPIC, Map.of("retention.ms", "1"), true))
                        .code())
                .isEqualTo(Errors.NONE);
        assertThat(altered(TOPIC)).isEmpty();
    }

    @Test
    void replacingReturnsWhatIsNotNamedToItsDefault() {
        set(TOPIC, "retention.ms", "1000").orThrow();
        cluster.ask(new ReplaceConfigs(TOPIC, Map.of("segment.ms", "5"), false)).orThrow();
        assertThat(altered(TOPIC)).containsOnly(Map.entry("segment.ms", "5"));
    }

    @Test
    void topicAndBrokerMustExist() {
        ConfigResource missing = new ConfigResource(ConfigResource.Type.TOPIC, "u");
        assertThat(set(missing, "retention.ms", "1").code()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        ConfigResource nobody = new ConfigResource(ConfigResource.Type.BROKER, "9");
        assertThat(set(nobody, "log.retention.ms", "1").code()).isEqualTo(Errors.BROKER_ID_NOT_REGISTERED);
        ConfigResource noNumber = new ConfigResource(ConfigResource.Type.BROKER, "one");
        assertThat(set(noNumber, "log.retention.ms", "1").code()).isEqualTo(Errors.INVALID_REQUEST);
        ConfigResource allTopics = new ConfigResource(ConfigResource.Type.TOPIC, "");
        assertThat(set(allTopics, "retention.ms", "1").code()).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void brokersTakeDynamicSettingsAloneAndTogether() {
        set(BROKER, "log.retention.ms", "1").orThrow();
        set(ALL_BROKERS, "message.max.bytes", "2").orThrow();
        assertThat(altered(BROKER)).containsOnlyKeys("log.retention.ms");
        assertThat(altered(ALL_BROKERS)).containsOnlyKeys("message.max.bytes");
    }

    @Test
    void readOnlyBrokerSettingsAreRefusedAsKafkaDoes() {
        Outcome<Void> refused = set(BROKER, "num.partitions", "3");
        assertThat(refused.code()).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(refused.detail()).isEqualTo("Cannot update these configs dynamically: [num.partitions]");
        assertThat(set(BROKER, "log.retention.mss", "3").detail()).contains("did you mean log.retention.ms?");
    }

    @Test
    void allBrokersAgreeHowManyMustHoldARecord() {
        Outcome<Void> refused = set(BROKER, "min.insync.replicas", "2");
        assertThat(refused.code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(refused.detail()).startsWith("Broker-level min.insync.replicas cannot be altered");
        set(ALL_BROKERS, "min.insync.replicas", "2").orThrow();
        set(TOPIC, "min.insync.replicas", "1").orThrow();
        alter(TOPIC, "min.insync.replicas", new ConfigChange.Delete()).orThrow();
        Outcome<Void> removed = alter(ALL_BROKERS, "min.insync.replicas", new ConfigChange.Delete());
        assertThat(removed.code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(removed.detail()).startsWith("Cluster-level min.insync.replicas cannot be removed");
        assertThat(cluster.ask(new ReplaceConfigs(ALL_BROKERS, Map.of(), false)).code())
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(altered(ALL_BROKERS)).containsEntry("min.insync.replicas", "2");
    }

    @Test
    void aGroupIsGivenSettingsWithinTheBrokersBoundsBeforeItExists() {
        set(GROUP, "consumer.session.timeout.ms", "50000").orThrow();
        set(GROUP, "consumer.heartbeat.interval.ms", "10000").orThrow();
        assertThat(altered(GROUP))
                .containsOnly(
                        Map.entry("consumer.session.timeout.ms", "50000"),
                        Map.entry("consumer.heartbeat.interval.ms", "10000"));
        assertInvalid("consumer.session.timeout.ms", "44999", "group.consumer.min.session.timeout.ms");
        assertInvalid("consumer.session.timeout.ms", "60001", "group.consumer.max.session.timeout.ms");
        assertInvalid("consumer.heartbeat.interval.ms", "4999", "group.consumer.min.heartbeat.interval.ms");
        assertInvalid("consumer.heartbeat.interval.ms", "15001", "group.consumer.max.heartbeat.interval.ms");
        assertInvalid("consumer.heartbeat.interval.ms", "soon", "Not a number of type INT");
        assertInvalid("consumer.retries", "1", "Unknown group config name: consumer.retries");
        ConfigResource nameless = new ConfigResource(ConfigResource.Type.GROUP, "");
        assertThat(set(nameless, "consumer.session.timeout.ms", "50000").code()).isEqualTo(Errors.INVALID_REQUEST);
    }

    private void assertInvalid(String name, String value, String complaint) {
        Outcome<Void> refused = set(GROUP, name, value);
        assertThat(refused.code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(refused.detail()).contains(complaint);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConfigResource.Type.class,
            names = {"CLIENT_METRICS", "BROKER_LOGGER", "UNKNOWN"})
    void otherResourcesHaveNoSettingsYet(ConfigResource.Type type) {
        ConfigResource resource = new ConfigResource(type, "g");
        assertThat(set(resource, "consumer.session.timeout.ms", "1").code()).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void aGroupHasSettingsBeforeItIsThere() {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "g");
        set(group, "share.auto.offset.reset", "by_duration:PT1H").orThrow();
        assertThat(cluster.controller.image().configs(group))
                .containsEntry("share.auto.offset.reset", "by_duration:PT1H");
        assertThat(set(group, "share.auto.offset.reset", "by_duration:-PT1H").code())
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(set(group, "share.auto.offset.reset", "nowhere").code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(set(group, "share.delivery.count.limit", "1").code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(set(group, "unknown", "1").code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(set(new ConfigResource(ConfigResource.Type.GROUP, ""), "share.delivery.count.limit", "3")
                        .code())
                .isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void anEarlierLifeOfABrokerGetsNoProducerIds() {
        var stale = new AllocateProducerIds(1, cluster.epochOf(1) - 1, 1000);
        assertThat(cluster.ask(stale).code()).isEqualTo(Errors.STALE_BROKER_EPOCH);
        assertThat(cluster.controller.image().nextProducerId()).isZero();
    }

    @Test
    void producerIdsAreGivenAwayOnce() throws IOException {
        assertThat(cluster.ask(new AllocateProducerIds(1, cluster.epochOf(1), 1000))
                        .orThrow())
                .isEqualTo(0);
        cluster.disk.crash(0);
        cluster.reopen();
        assertThat(cluster.ask(new AllocateProducerIds(1, cluster.epochOf(1), 1000))
                        .orThrow())
                .isEqualTo(1000);
        assertThat(cluster.ask(new AllocateProducerIds(9, 0, 1000)).code()).isEqualTo(Errors.BROKER_ID_NOT_REGISTERED);
        assertThat(cluster.ask(new AllocateProducerIds(1, cluster.epochOf(1), 0))
                        .code())
                .isEqualTo(Errors.INVALID_REQUEST);
    }
}
