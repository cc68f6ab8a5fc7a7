package io.suiro.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * A setting as DescribeConfigs reports it.
 *
 * @param value null if it is unset, and always for a password
 * @param synonyms where a value could come from, the one in force first
 */
public record Described(
        Setting setting, @Nullable String value, ConfigSource source, boolean readOnly, List<Synonym> synonyms) {

    /** A value that is set for the setting, or for the broker setting that is its default. */
    public record Synonym(String name, @Nullable String value, ConfigSource source) {}

    public Described {
        synonyms = List.copyOf(synonyms);
    }

    public String name() {
        return setting.name();
    }

    public boolean sensitive() {
        return setting.type() == ConfigDef.Type.PASSWORD;
    }
}
