package io.suiro.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.apache.kafka.server.config.DynamicConfig;
import org.apache.kafka.server.config.ServerTopicConfigSynonyms;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.junit.jupiter.api.Test;

/** Our tables against the definitions in Kafka's own jars. */
class KafkaTablesTest {
    @Test
    void everyTopicSettingOfKafkaIsARow() {
        Set<String> names = new TreeSet<>();
        TopicSettings.TABLE.all().forEach(setting -> names.add(setting.name()));
        assertThat(names).isEqualTo(new TreeSet<>(LogConfig.nonInternalConfigNames()));
    }

    @Test
    void rowsHaveKafkasTypesAndDefaults() {
        assertThat(differences(TopicSettings.TABLE.all(), LogConfig.configKeys()))
                .isEmpty();
        Map<String, ConfigDef.ConfigKey> broker = new HashMap<>(AbstractKafkaConfig.CONFIG_DEF.configKeys());
        broker.putAll(DynamicConfig.Broker.configKeys());
        assertThat(differences(BrokerSettings.TABLE.all(), broker)).isEmpty();
    }

    @Test
    void rowsOfGroupsHaveKafkasTypesAndDefaultsAndThoseOfTheirBrokerSettings() {
        assertThat(differences(PerGroupSettings.TABLE.all(), GroupConfig.CONFIG_DEF.configKeys()))
                .isEmpty();
        for (Setting setting : PerGroupSettings.TABLE.all()) {
            if (setting.brokerDefault() != null) {
                assertThat(setting.brokerDefault()).isEqualTo("group." + setting.name());
                assertThat(BrokerSettings.TABLE.row(setting.brokerDefault()).defaultValue())
                        .isEqualTo(setting.defaultValue());
            }
        }
    }

    @Test
    void brokerSettingsThatKafkaChangesAtRunTimeCanBeChangedAtRunTime() {
        for (Setting setting : BrokerSettings.TABLE.all()) {
            assertThat(setting.change() != Setting.Change.READ_ONLY)
                    .as(setting.name())
                    .isEqualTo(DynamicConfig.Broker.configKeys().containsKey(setting.name()));
        }
    }

    @Test
    void topicDefaultsComeFromTheBrokerSettingsThatKafkaTakesThemFrom() {
        for (Setting setting : TopicSettings.TABLE.all()) {
            List<String> ours = new ArrayList<>();
            if (setting.brokerDefault() != null) {
                Setting broker = BrokerSettings.TABLE.row(setting.brokerDefault());
                ours.add(broker.name());
                broker.fallbacks().forEach(fallback -> ours.add(fallback.name()));
            }
            List<String> kafkas =
                    ServerTopicConfigSynonyms.ALL_TOPIC_CONFIG_SYNONYMS.getOrDefault(setting.name(), List.of()).stream()
                            .map(synonym -> synonym.name())
                            .toList();
            assertThat(ours).as(setting.name()).isEqualTo(kafkas);
        }
    }

    @Test
    void rowsOfGroupsAreKafkas() {
        Map<String, ConfigDef.ConfigKey> kafka = GroupConfig.CONFIG_DEF.configKeys();
        assertThat(differences(PerGroupSettings.TABLE.all(), kafka)).isEmpty();
        for (Setting setting : PerGroupSettings.TABLE.all()) {
            assertThat(setting.documentation())
                    .isEqualTo(Objects.requireNonNull(kafka.get(setting.name()), setting.name()).documentation);
            assertThat(Optional.ofNullable(setting.brokerDefault()))
                    .as(setting.name())
                    .isEqualTo(GroupConfig.brokerSynonym(setting.name()));
        }
    }

    @Test
    void everyRowIsDocumented() {
        assertThat(TopicSettings.TABLE.all())
                .allMatch(row -> !row.documentation().isBlank());
        assertThat(BrokerSettings.TABLE.all())
                .allMatch(row -> row.documentation().endsWith("."));
    }

    private static List<String> differences(Collection<Setting> rows, Map<String, ConfigDef.ConfigKey> kafka) {
        List<String> differences = new ArrayList<>();
        for (Setting row : rows) {
            ConfigDef.ConfigKey key = kafka.get(row.name());
            String expected = key == null
                    ? "unknown to Kafka"
                    : key.type + " " + ConfigDef.convertToString(key.defaultValue, key.type);
            String actual = row.type() + " " + row.defaultValue();
            if (!actual.equals(expected)) {
                differences.add(row.name() + ": " + actual + ", in Kafka " + expected);
            }
        }
        return differences;
    }
}
