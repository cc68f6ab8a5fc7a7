package io.suiro.admin;

import io.suiro.config.Described;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A setting, as it is shown.
 *
 * @param value null if it has none, and always of a password
 * @param defaultValue Kafka's, null if there is none
 * @param source where the value comes from, as Kafka names it: TOPIC_CONFIG, DYNAMIC_BROKER_CONFIG, DEFAULT_CONFIG ...
 * @param type of its values: int, list, password ...
 * @param readOnly it is not changed while the broker runs
 * @param documentation Kafka's, with the tags of HTML that are in it
 * @param synonyms where a value could come from, the one in force first
 */
@Schema(examples = """
        {"name":"retention.ms","value":"3600000","defaultValue":"604800000","source":"TOPIC_CONFIG","type":"long","readOnly":false,"sensitive":false,"documentation":"How long records are kept.","synonyms":[{"name":"retention.ms","value":"3600000","source":"TOPIC_CONFIG"}]}""")
public record SettingView(
        String name,
        @Nullable String value,
        @Nullable String defaultValue,
        String source,
        String type,
        boolean readOnly,
        boolean sensitive,
        String documentation,
        List<Synonym> synonyms) {
    /** A value that is set for the setting, or for the broker's that is its default. */
    public record Synonym(String name, @Nullable String value, String source) {}

    static SettingView of(Described setting) {
        return new SettingView(
                setting.name(),
                setting.value(),
                setting.sensitive() ? null : setting.setting().defaultValue(),
                setting.source().name(),
                setting.setting().type().name().toLowerCase(Locale.ROOT),
                setting.readOnly(),
                setting.sensitive(),
                setting.setting().documentation(),
                setting.synonyms().stream()
                        .map(synonym -> new Synonym(
                                synonym.name(),
                                setting.sensitive() ? null : synonym.value(),
                                synonym.source().name()))
                        .toList());
    }
}
