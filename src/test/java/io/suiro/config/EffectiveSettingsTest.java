package io.suiro.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {
    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
    private static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource GROUP = new ConfigResource(ConfigResource.Type.GROUP, "g");
    private static final ConfigResource ALL_BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");

    private final Map<ConfigResource, Map<String, String>> dynamic = new HashMap<>();

    private EffectiveSettings settings(Map<String, String> statics) {
        return new EffectiveSettings(
                new StaticSettings(1, statics), resource -> dynamic.getOrDefault(resource, Map.of()));
    }

    @Test
    void withoutAnyOverrideEveryTopicSettingHasItsDefault() {
        EffectiveSettings settings = settings(Map.of());
        for (Setting setting : TopicSettings.TABLE.all()) {
            assertThat(settings.topicValue("orders", setting.name())).isEqualTo(setting.defaultValue());
        }
        assertThat(settings.intOf("num.partitions")).isEqualTo(1);
        assertThat(settings.longOf("connections.max.idle.ms")).isEqualTo(600_000);
        assertThat(settings.booleanOf("auto.create.topics.enable")).isTrue();
        assertThat(settings.listOf("log.cleanup.policy")).containsExactly("delete");
        assertThat(settings.value("broker.rack")).isNull();
    }

    @Test
    void aGroupGoesByItsOwnSettingsAndElseByTheBrokers() {
        EffectiveSettings settings = settings(Map.of("group.consumer.session.timeout.ms", "46000"));
        assertThat(settings.groupValue("g", "consumer.session.timeout.ms")).isEqualTo("46000");
        assertThat(settings.groupValue("g", "consumer.heartbeat.interval.ms")).isEqualTo("5000");
        dynamic.put(GROUP, Map.of("consumer.session.timeout.ms", "50000"));
        assertThat(settings.groupValue("g", "consumer.session.timeout.ms")).isEqualTo("50000");

        Described described = find(settings.describeGroup("g"), "consumer.session.timeout.ms");
        assertThat(described.source()).isEqualTo(ConfigSource.GROUP_CONFIG);
        assertThat(described.synonyms())
                .containsExactly(
                        synonym("consumer.session.timeout.ms", "50000", ConfigSource.GROUP_CONFIG),
                        synonym("group.consumer.session.timeout.ms", "46000", ConfigSource.STATIC_BROKER_CONFIG),
                        synonym("group.consumer.session.timeout.ms", "45000", ConfigSource.DEFAULT_CONFIG));
    }

    @Test
    void aGroupsSettingFromBeforeTheBoundsChangedIsBroughtWithinThem() {
        dynamic.put(GROUP, Map.of("consumer.session.timeout.ms", "50000"));
        EffectiveSettings settings = settings(Map.of("group.consumer.max.session.timeout.ms", "48000"));
        assertThat(settings.groupValue("g", "consumer.session.timeout.ms")).isEqualTo("48000");
    }

    @Test
    void theMostSpecificLevelWins() {
        EffectiveSettings settings = settings(Map.of("message.max.bytes", "1000"));
        assertThat(settings.topicValue("orders", "max.message.bytes")).isEqualTo("1000");
        dynamic.put(ALL_BROKERS, Map.of("message.max.bytes", "2000"));
        assertThat(settings.topicValue("orders", "max.message.bytes")).isEqualTo("2000");
        dynamic.put(BROKER, Map.of("message.max.bytes", "3000"));
        assertThat(settings.topicValue("orders", "max.message.bytes")).isEqualTo("3000");
        dynamic.put(TOPIC, Map.of("max.message.bytes", "4000"));
        assertThat(settings.topicValue("orders", "max.message.bytes")).isEqualTo("4000");
        assertThat(settings.topicValues("orders").apply("max.message.bytes")).isEqualTo("4000");

        Described described = find(settings.describeTopic("orders"), "max.message.bytes");
        assertThat(described.source()).isEqualTo(ConfigSource.TOPIC_CONFIG);
        assertThat(described.synonyms())
                .containsExactly(
                        synonym("max.message.bytes", "4000", ConfigSource.TOPIC_CONFIG),
                        synonym("message.max.bytes", "3000", ConfigSource.DYNAMIC_BROKER_CONFIG),
                        synonym("message.max.bytes", "2000", ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG),
                        synonym("message.max.bytes", "1000", ConfigSource.STATIC_BROKER_CONFIG),
                        synonym("message.max.bytes", "1048588", ConfigSource.DEFAULT_CONFIG));
    }

    @Test
    void whatABrokerWasStartedWithAndTheClusterOverrulesIsTold() {
        EffectiveSettings settings = settings(Map.of("min.insync.replicas", "2"));
        assertThat(settings.topicValue("orders", "min.insync.replicas")).isEqualTo("1");
        assertThat(settings.overruled("min.insync.replicas")).isEqualTo("2");
        dynamic.put(ALL_BROKERS, Map.of("min.insync.replicas", "2"));
        assertThat(settings.overruled("min.insync.replicas")).isNull();
        dynamic.put(ALL_BROKERS, Map.of("min.insync.replicas", "1"));
        assertThat(settings.overruled("min.insync.replicas")).isEqualTo("2");
        assertThat(settings(Map.of()).overruled("min.insync.replicas")).isNull();
    }

    @Test
    void coarserUnitsStandInAndAreConverted() {
        assertThat(settings(Map.of("log.retention.hours", "2")).topicValue("orders", "retention.ms"))
                .isEqualTo("7200000");
        assertThat(settings(Map.of("log.retention.hours", "2", "log.retention.minutes", "3"))
                        .topicValue("orders", "retention.ms"))
                .isEqualTo("180000");
        assertThat(settings(Map.of("log.retention.minutes", "-1")).topicValue("orders", "retention.ms"))
                .isEqualTo("-1");
        assertThat(settings(Map.of("log.roll.hours", "1")).topicValue("orders", "segment.ms"))
                .isEqualTo("3600000");
    }

    @Test
    void retentionHasNoSynonymsWhileOnlyHoursAreSetAsInKafka() {
        EffectiveSettings settings = settings(Map.of("log.retention.hours", "2"));
        Described retention = find(settings.describeTopic("orders"), "retention.ms");
        assertThat(retention.value()).isEqualTo("7200000");
        assertThat(retention.synonyms()).isEmpty();
        assertThat(retention.source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);

        Described hours = find(settings.describeBroker(), "log.retention.hours");
        assertThat(hours.source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        assertThat(hours.readOnly()).isTrue();
        assertThat(find(settings.describeBroker(), "log.retention.ms").value()).isNull();
    }

    @Test
    void millisecondsComeBeforeHoursAmongTheSynonyms() {
        EffectiveSettings settings = settings(Map.of("log.retention.hours", "2", "log.retention.ms", "5"));
        assertThat(find(settings.describeTopic("orders"), "retention.ms").synonyms())
                .containsExactly(
                        synonym("log.retention.ms", "5", ConfigSource.STATIC_BROKER_CONFIG),
                        synonym("log.retention.hours", "2", ConfigSource.STATIC_BROKER_CONFIG),
                        synonym("log.retention.hours", "168", ConfigSource.DEFAULT_CONFIG));
    }

    @Test
    void theDefaultOfAllBrokersShowsOnlyWhatWasAltered() {
        dynamic.put(ALL_BROKERS, Map.of("log.retention.ms", "60000"));
        assertThat(settings(Map.of()).describeAllBrokers()).singleElement().satisfies(described -> {
            assertThat(described.name()).isEqualTo("log.retention.ms");
            assertThat(described.value()).isEqualTo("60000");
            assertThat(described.source()).isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        });
    }

    private static Described.Synonym synonym(String name, String value, ConfigSource source) {
        return new Described.Synonym(name, value, source);
    }

    private static Described find(List<Described> all, String name) {
        return all.stream()
                .filter(described -> described.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
