package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigType;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's admin client and the settings of topics, groups and brokers. */
final class AdminConfigsTest {
    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data, Map.of("log.retention.ms", "86400000"));
        admin = new JavaClients(broker).admin();
    }

    @AfterAll
    static void close() {
        admin.close();
        broker.close();
    }

    @Test
    void aSettingTellsItsValueSourceTypeAndDocumentation() throws Exception {
        ConfigResource topic = topic("described");
        alter(topic, OpType.SET, "max.message.bytes", "2000");
        ConfigEntry set = describe(topic, "max.message.bytes");
        assertThat(set.value()).isEqualTo("2000");
        assertThat(set.source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(set.type()).isEqualTo(ConfigType.INT);
        assertThat(set.documentation()).isNotEmpty();
        assertThat(set.synonyms())
                .extracting(ConfigEntry.ConfigSynonym::name)
                .containsExactly("max.message.bytes", "message.max.bytes");

        ConfigEntry fromBroker = describe(topic, "retention.ms");
        assertThat(fromBroker.value()).isEqualTo("86400000");
        assertThat(fromBroker.source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        assertThat(describe(topic, "cleanup.policy").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(describe(topic, "cleanup.policy").isDefault()).isTrue();
    }

    @Test
    void settingsAreSetDeletedAppendedToAndSubtractedFrom() throws Exception {
        ConfigResource topic = topic("altered");
        alter(topic, OpType.SET, "retention.ms", "5000");
        assertThat(describe(topic, "retention.ms").value()).isEqualTo("5000");
        alter(topic, OpType.DELETE, "retention.ms", "");
        assertThat(describe(topic, "retention.ms").value()).isEqualTo("86400000");
        alter(topic, OpType.APPEND, "cleanup.policy", "compact");
        assertThat(describe(topic, "cleanup.policy").value()).isEqualTo("delete,compact");
        alter(topic, OpType.SUBTRACT, "cleanup.policy", "delete");
        assertThat(describe(topic, "cleanup.policy").value()).isEqualTo("compact");
    }

    @Test
    void whatIsOnlyValidatedChangesNothing() throws Exception {
        ConfigResource topic = topic("validated");
        admin.incrementalAlterConfigs(
                        Map.of(topic, List.of(op(OpType.SET, "retention.ms", "5000"))),
                        new AlterConfigsOptions().validateOnly(true))
                .all()
                .get();
        assertThat(describe(topic, "retention.ms").value()).isEqualTo("86400000");
    }

    @Test
    void aSettingThatCannotBeIsRefused() throws Exception {
        ConfigResource topic = topic("refused");
        refused(topic, "retention.ms", "soon", InvalidConfigurationException.class);
        refused(topic, "no.such.setting", "1", InvalidConfigurationException.class);
        refused(topic, "cleanup.policy", "shred", InvalidConfigurationException.class);
        refused(
                new ConfigResource(ConfigResource.Type.TOPIC, "nowhere"),
                "retention.ms",
                "1",
                UnknownTopicOrPartitionException.class);
        assertThatThrownBy(() -> describe(new ConfigResource(ConfigResource.Type.TOPIC, "nowhere"), "retention.ms"))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void aBrokersSettingsAreDescribedAndAltered() throws Exception {
        ConfigResource one = new ConfigResource(ConfigResource.Type.BROKER, "" + TestBroker.ID);
        ConfigEntry retention = describe(one, "log.retention.ms");
        assertThat(retention.value()).isEqualTo("86400000");
        assertThat(retention.source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        alter(one, OpType.SET, "log.retention.bytes", "123456789");
        assertThat(describe(one, "log.retention.bytes").source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_CONFIG);
        assertThat(describe(topic("of-changed-broker"), "retention.bytes").value())
                .isEqualTo("123456789");
        alter(one, OpType.DELETE, "log.retention.bytes", "");

        ConfigResource all = new ConfigResource(ConfigResource.Type.BROKER, "");
        alter(all, OpType.SET, "log.segment.bytes", "20000000");
        assertThat(describe(one, "log.segment.bytes").source()).isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
    }

    @Test
    void aBrokerIsCordonedByTheNameOfItsDirectoryOrOfAll() throws Exception {
        ConfigResource one = new ConfigResource(ConfigResource.Type.BROKER, "" + TestBroker.ID);
        for (String directories : List.of(data.toString(), "*")) {
            alter(one, OpType.SET, "cordoned.log.dirs", directories);
            assertThat(describe(one, "cordoned.log.dirs").value()).isEqualTo(directories);
            assertThat(describe(one, "cordoned.log.dirs").isReadOnly()).isFalse();
            assertThat(isCordoned()).isTrue();
            assertThatThrownBy(() -> topic("cordoned")).hasCauseInstanceOf(InvalidReplicationFactorException.class);
            alter(one, OpType.DELETE, "cordoned.log.dirs", "");
            assertThat(isCordoned()).isFalse();
        }
        refused(one, "cordoned.log.dirs", "/somewhere/else", InvalidRequestException.class);
    }

    private static boolean isCordoned() throws Exception {
        return admin
                .describeLogDirs(List.of(TestBroker.ID))
                .allDescriptions()
                .get()
                .get(TestBroker.ID)
                .values()
                .stream()
                .allMatch(LogDirDescription::isCordoned);
    }

    @Test
    void aGroupIsGivenSettingsOfItsOwn() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "readers");
        assertThat(describe(group, "consumer.heartbeat.interval.ms").value()).isEqualTo("5000");
        alter(group, OpType.SET, "consumer.session.timeout.ms", "50000");
        ConfigEntry set = describe(group, "consumer.session.timeout.ms");
        assertThat(set.value()).isEqualTo("50000");
        assertThat(set.source()).isEqualTo(ConfigSource.DYNAMIC_GROUP_CONFIG);
        assertThat(groupsWithSettings()).containsExactly(group);
        refused(group, "consumer.session.timeout.ms", "1000", InvalidConfigurationException.class);

        alter(group, OpType.DELETE, "consumer.session.timeout.ms", "");
        assertThat(describe(group, "consumer.session.timeout.ms").value()).isEqualTo("45000");
        assertThat(groupsWithSettings()).isEmpty();
    }

    private static Collection<ConfigResource> groupsWithSettings() throws Exception {
        return admin.listConfigResources(Set.of(ConfigResource.Type.GROUP), new ListConfigResourcesOptions())
                .all()
                .get();
    }

    @Test
    void resourcesWithSettingsAreListed() throws Exception {
        ConfigResource topic = topic("listed");
        assertThat(admin.listConfigResources(
                                Set.of(ConfigResource.Type.TOPIC, ConfigResource.Type.BROKER),
                                new ListConfigResourcesOptions())
                        .all()
                        .get())
                .contains(topic, new ConfigResource(ConfigResource.Type.BROKER, "" + TestBroker.ID));
    }

    @Test
    void aTopicIsCreatedWithTheSettingsItIsGivenUntilARestartAndAfter() throws Exception {
        ConfigResource topic = topic("restarted");
        alter(topic, OpType.SET, "retention.ms", "5000");
        broker.restart();
        assertThat(describe(topic, "retention.ms").value()).isEqualTo("5000");
    }

    private static ConfigResource topic(String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static AlterConfigOp op(OpType type, String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), type);
    }

    private static void alter(ConfigResource resource, OpType type, String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(resource, List.of(op(type, name, value))))
                .all()
                .get();
    }

    private static void refused(ConfigResource resource, String name, String value, Class<? extends Throwable> reason) {
        assertThatThrownBy(() -> alter(resource, OpType.SET, name, value))
                .cause()
                .isExactlyInstanceOf(reason)
                .message()
                .isNotEmpty();
    }

    private static ConfigEntry describe(ConfigResource resource, String name) throws Exception {
        return admin.describeConfigs(
                        List.of(resource),
                        new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true))
                .all()
                .get()
                .get(resource)
                .get(name);
    }
}
