package io.suiro.config;

import io.suiro.config.Setting.Fallback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force: the most specific of topic or group, this broker, all brokers, what the broker was started with, and
 * the default; but {@code min.insync.replicas} is never what one broker was started with, since all must agree on it. Every question is answered from what the lookup holds at that moment, so a caller that keeps no answer
 * always follows changes. Any thread.
 */
public final class EffectiveSettings {
    private static final String AGREED = "min.insync.replicas";

    private final StaticSettings statics;
    /** What the broker was started with, without what all brokers must agree on. */
    private final Map<String, String> started;

    private final Function<ConfigResource, ? extends Map<String, String>> dynamic;
    private final ConfigResource thisBroker;
    private final ConfigResource allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");

    /** @param dynamic altered settings of a resource, an empty map if there are none */
    public EffectiveSettings(StaticSettings statics, Function<ConfigResource, ? extends Map<String, String>> dynamic) {
        this.statics = statics;
        this.started = new HashMap<>(statics.overrides());
        this.started.remove(AGREED);
        this.dynamic = dynamic;
        this.thisBroker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(statics.brokerId()));
    }

    public static EffectiveSettings of(StaticSettings statics) {
        return new EffectiveSettings(statics, resource -> Map.of());
    }

    /** A broker setting's value in canonical form; null if it is unset and has no default. */
    public @Nullable String value(String brokerSetting) {
        Setting setting = BrokerSettings.TABLE.row(brokerSetting);
        String own = ownValue(setting);
        if (own != null) {
            return setting.canonical(own);
        }
        for (Fallback fallback : setting.fallbacks()) {
            Setting other = BrokerSettings.TABLE.row(fallback.name());
            String value = ownValue(other);
            if (value != null) {
                return fallback.convert(other.canonical(value));
            }
        }
        return null;
    }

    /** Whether somebody has set it, so that it is not just the default. */
    public boolean isSet(String brokerSetting) {
        return levels().stream().anyMatch(level -> level.values.containsKey(brokerSetting));
    }

    /** What this broker was started with and does not go by, because the cluster has another value; null if it does, or was not. */
    public @Nullable String overruled(String brokerSetting) {
        String wanted = statics.overrides().get(brokerSetting);
        return wanted == null || wanted.equals(value(brokerSetting)) ? null : wanted;
    }

    public int intOf(String brokerSetting) {
        return Integer.parseInt(required(brokerSetting));
    }

    public long longOf(String brokerSetting) {
        return Long.parseLong(required(brokerSetting));
    }

    public double doubleOf(String brokerSetting) {
        return Double.parseDouble(required(brokerSetting));
    }

    public boolean booleanOf(String brokerSetting) {
        return Boolean.parseBoolean(required(brokerSetting));
    }

    public List<String> listOf(String brokerSetting) {
        return Limits.items(required(brokerSetting));
    }

    /** A topic setting's value in canonical form, whether or not the topic exists. */
    public String topicValue(String topic, String topicSetting) {
        return topicValue(altered(ConfigResource.Type.TOPIC, topic), TopicSettings.TABLE.row(topicSetting));
    }

    /** All settings of one topic by name, from one look at what was altered: what {@code LogConfig.of} wants. */
    public Function<String, String> topicValues(String topic) {
        Map<String, String> altered = altered(ConfigResource.Type.TOPIC, topic);
        return name -> topicValue(altered, TopicSettings.TABLE.row(name));
    }

    public List<Described> describeTopic(String topic) {
        return describeTopic(altered(ConfigResource.Type.TOPIC, topic));
    }

    /** The settings of a topic, existing or not, for which these have been set. */
    public List<Described> describeTopic(Map<String, String> altered) {
        return TopicSettings.TABLE.all().stream()
                .map(setting -> inheriting(setting, topicValue(altered, setting), altered, ConfigSource.TOPIC_CONFIG))
                .toList();
    }

    /** With its own value, if it has one, before those of the broker setting that its default comes from. */
    private Described inheriting(Setting setting, String value, Map<String, String> altered, ConfigSource own) {
        List<Described.Synonym> synonyms = new ArrayList<>();
        if (altered.containsKey(setting.name())) {
            synonyms.add(new Described.Synonym(setting.name(), value, own));
        }
        if (setting.brokerDefault() != null) {
            synonyms.addAll(brokerSynonyms(BrokerSettings.TABLE.row(setting.brokerDefault())));
        }
        return new Described(setting, value, source(synonyms), false, synonyms);
    }

    /** A group's setting in canonical form, whether or not the group exists. */
    public String groupValue(String groupId, String groupSetting) {
        return PerGroupSettings.value(PerGroupSettings.TABLE.row(groupSetting), alteredOfGroup(groupId), this);
    }

    /** What was altered for a group; an empty map if it goes by the brokers' settings alone. */
    public Map<String, String> alteredOfGroup(String groupId) {
        return altered(ConfigResource.Type.GROUP, groupId);
    }

    /** The settings of a group, existing or not. */
    public List<Described> describeGroup(String groupId) {
        Map<String, String> altered = alteredOfGroup(groupId);
        return PerGroupSettings.TABLE.all().stream()
                .map(setting -> inheriting(
                        setting, PerGroupSettings.value(setting, altered, this), altered, ConfigSource.GROUP_CONFIG))
                .toList();
    }

    /** The settings of this broker. */
    public List<Described> describeBroker() {
        List<Described> all = new ArrayList<>();
        for (Setting setting : BrokerSettings.TABLE.all()) {
            List<Described.Synonym> synonyms = brokerSynonyms(setting);
            // As in Kafka a setting that is unset shows no value here even where a fallback stands in for it.
            String own = ownValue(setting);
            String value = own == null ? null : setting.canonical(own);
            boolean readOnly = setting.change() == Setting.Change.READ_ONLY;
            all.add(new Described(setting, value, source(synonyms), readOnly, synonyms));
        }
        return all;
    }

    /** What was altered for all brokers, and nothing else: BROKER "". */
    public List<Described> describeAllBrokers() {
        List<Described> all = new ArrayList<>();
        for (Map.Entry<String, String> entry : new HashMap<>(dynamic.apply(allBrokers)).entrySet()) {
            Setting setting = BrokerSettings.TABLE.row(entry.getKey());
            List<Described.Synonym> synonyms = List.of(new Described.Synonym(
                    setting.name(), entry.getValue(), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG));
            all.add(new Described(setting, entry.getValue(), source(synonyms), false, synonyms));
        }
        return all;
    }

    private String topicValue(Map<String, String> altered, Setting setting) {
        String own = altered.get(setting.name());
        if (own != null) {
            return setting.canonical(own);
        }
        String inherited = setting.brokerDefault() == null ? null : value(setting.brokerDefault());
        return inherited == null ? String.valueOf(setting.defaultValue()) : inherited;
    }

    /** Of a setting that always has a value. */
    public String required(String brokerSetting) {
        String value = value(brokerSetting);
        if (value == null) {
            throw new IllegalStateException(brokerSetting + " is not set and has no default");
        }
        return value;
    }

    private @Nullable String ownValue(Setting setting) {
        for (Level level : levels()) {
            String value = level.values.get(setting.name());
            if (value != null) {
                return value;
            }
        }
        return setting.defaultValue();
    }

    private record Level(Map<String, String> values, ConfigSource source) {}

    private List<Level> levels() {
        return List.of(
                new Level(dynamic.apply(thisBroker), ConfigSource.DYNAMIC_BROKER_CONFIG),
                new Level(dynamic.apply(allBrokers), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG),
                new Level(started, ConfigSource.STATIC_BROKER_CONFIG));
    }

    /**
     * Level by level, and within a level the setting before its fallbacks. What comes before the setting itself is left
     * out, as in Kafka: retention.ms has no synonyms while only log.retention.hours is set.
     */
    private List<Described.Synonym> brokerSynonyms(Setting setting) {
        List<Setting> chain = new ArrayList<>();
        chain.add(setting);
        setting.fallbacks().forEach(fallback -> chain.add(BrokerSettings.TABLE.row(fallback.name())));
        List<Described.Synonym> synonyms = new ArrayList<>();
        for (Level level : levels()) {
            chain.forEach(one -> add(synonyms, one, level.values.get(one.name()), level.source));
        }
        chain.forEach(one -> add(synonyms, one, one.defaultValue(), ConfigSource.DEFAULT_CONFIG));
        return synonyms.stream()
                .dropWhile(synonym -> !synonym.name().equals(setting.name()))
                .toList();
    }

    private static void add(
            List<Described.Synonym> synonyms, Setting setting, @Nullable String value, ConfigSource source) {
        if (value != null) {
            synonyms.add(new Described.Synonym(setting.name(), value, source));
        }
    }

    private static ConfigSource source(List<Described.Synonym> synonyms) {
        return synonyms.isEmpty()
                ? ConfigSource.DEFAULT_CONFIG
                : synonyms.getFirst().source();
    }

    private Map<String, String> altered(ConfigResource.Type type, String name) {
        return dynamic.apply(new ConfigResource(type, name));
    }
}
