package io.suiro.cluster.kraft;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import org.apache.kafka.common.config.ConfigResource;

/**
 * All that Kafka's metadata comes to at the end of its log, as far as it matters to whoever takes it over.
 *
 * @param topics by name
 * @param configs settings that were altered dynamically, by resource: name to value
 * @param nextProducerId first producer id that no broker has been given
 * @param features names of features with a level
 * @param others how many there are of what is not taken over
 * @param voters ids of the metadata quorum; only of a single one is it certain that all in its log counts
 */
public record KraftImage(
        NavigableMap<String, KraftTopic> topics,
        Map<ConfigResource, NavigableMap<String, String>> configs,
        long nextProducerId,
        NavigableMap<String, Short> features,
        NavigableMap<Other, Integer> others,
        NavigableSet<Integer> voters) {

    /** A kind of metadata that no part of Suiro knows yet; in words, for a count to stand before. */
    public enum Other {
        ACL("ACLs"),
        SCRAM_CREDENTIAL("SCRAM credentials"),
        CLIENT_QUOTA("client quotas"),
        DELEGATION_TOKEN("delegation tokens");

        private final String plural;

        Other(String plural) {
            this.plural = plural;
        }

        public String plural() {
            return plural;
        }
    }

    /** Topic settings that were altered. */
    public Map<String, String> configs(String topic) {
        NavigableMap<String, String> altered = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic));
        return altered == null ? Map.of() : altered;
    }
}
