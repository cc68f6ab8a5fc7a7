package io.suiro.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.error.Refused;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.storage.internals.log.ThrottledReplicaListValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingChecksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention.ms | abc | Invalid value abc for configuration retention.ms: Not a number of type LONG",
                "retention.ms | -2 | Invalid value -2 for configuration retention.ms: Value must be at least -1",
                "segment.bytes | 1 | Invalid value 1 for configuration segment.bytes: Value must be at least 1048576",
                "min.cleanable.dirty.ratio | 2 | Invalid value 2.0 for configuration min.cleanable.dirty.ratio: Value must be no more than 1",
                "compression.gzip.level | 0 | Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1",
                "unclean.leader.election.enable | yes | Invalid value yes for configuration unclean.leader.election.enable: Expected value to be either true or false",
                "cleanup.policy | foo | Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete",
                "retention.msx | 1 | Unknown topic config name: retention.msx; did you mean retention.ms?",
            })
    void aWrongTopicSettingIsRefusedInKafkasWords(String name, String value, String sentence) {
        var checked = TopicSettings.check(Map.of(name, value));
        assertThat(checked.code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(checked.detail()).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "remote.storage.enable, true, tiered storage",
        "preallocate, true, never preallocated",
        "compression.zstd.level, 9, compression levels",
    })
    void whatDoesNotWorkIsRefusedByNameAndReason(String name, String value, String reason) {
        var checked = TopicSettings.check(Map.of(name, value));
        assertThat(checked.code()).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(checked.detail()).contains(name).contains(reason);
    }

    @Test
    void everyTopicSettingAcceptsItsDefault() {
        for (Setting setting : TopicSettings.TABLE.all()) {
            var value = Map.of(setting.name(), String.valueOf(setting.defaultValue()));
            assertThat(TopicSettings.check(value).code()).as(setting.name()).isEqualTo(Errors.NONE);
        }
    }

    @Test
    void compactionLagsMustNotContradictEachOther() {
        var checked = TopicSettings.check(Map.of("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "5"));
        assertThat(checked.detail())
                .isEqualTo("conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)");
    }

    @Test
    void throttledReplicasThatAreNoneAreRefusedInKafkasWords() {
        assertThat(TopicSettings.check(Map.of("leader.replication.throttled.replicas", "0:1,2"))
                        .detail())
                .isEqualTo("Invalid value [0:1, 2] for configuration leader.replication.throttled.replicas: "
                        + "leader.replication.throttled.replicas must be the literal '*' or a list of replicas in the "
                        + "following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "", "0:1", "0:1,1:1,12:3", "0:1,,1:1", "0:1,*", "0", "a:b", "0:-1", "0:1:2"})
    void throttledReplicasAreWhatKafkaTakesForThem(String value) {
        String name = "follower.replication.throttled.replicas";
        Object parsed = ConfigDef.parseType(name, value, ConfigDef.Type.LIST);
        boolean accepted;
        try {
            ThrottledReplicaListValidator.INSTANCE.ensureValid(name, parsed);
            accepted = true;
        } catch (ConfigException e) {
            accepted = false;
        }
        assertThat(TopicSettings.check(Map.of(name, value)).code() == Errors.NONE)
                .isEqualTo(accepted);
    }

    @Test
    void anEmptyCleanupPolicyMeansNone() {
        assertThat(TopicSettings.check(Map.of("cleanup.policy", "")).code()).isEqualTo(Errors.NONE);
    }

    @Test
    void listsAreShownWithoutRepetitions() {
        assertThat(TopicSettings.TABLE.row("cleanup.policy").canonical(" compact , delete,compact"))
                .isEqualTo("compact,delete");
    }

    @Test
    void startingWithAnUnknownBrokerSettingNamesTheNearest() {
        assertThat(StaticSettings.complaint(Map.of("log.retenion.ms", "1")))
                .isEqualTo("Unknown broker config name: log.retenion.ms; did you mean log.retention.ms?");
        assertThat(StaticSettings.complaint(Map.of("log.retention.ms", "1"))).isNull();
    }

    @Test
    void startingWithAWrongValueFails() {
        assertThatThrownBy(() -> new StaticSettings(1, Map.of("log.retention.ms", "0")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("log.retention.ms: must be unlimited (-1) or, equal or greater than 1");
    }
}
