package io.suiro.tool.adopt;

import io.suiro.cluster.kraft.KraftImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.log.StoredPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.pcollections.HashTreePMap;

/** What will not be as it was, in sentences. */
final class AdoptionWarnings {
    private static final String MIN_INSYNC = "min.insync.replicas";

    private final List<String> lines = new ArrayList<>();

    private AdoptionWarnings() {}

    static List<String> of(int node, KraftImage kafka, AdoptedSettings settings, Holdings holdings) {
        AdoptionWarnings warnings = new AdoptionWarnings();
        warnings.lines.addAll(settings.leftOut());
        warnings.others(kafka);
        warnings.minInsync(node, kafka, settings);
        warnings.quorum(kafka);
        warnings.about(
                "these directories belong to no topic, and are set aside, renamed to end in -stray",
                names(holdings.strays()));
        warnings.about("these partitions have no directory here, and begin empty", holdings.absent());
        return warnings.lines;
    }

    private void about(String sentence, List<?> names) {
        if (!names.isEmpty()) {
            lines.add(sentence + ": " + Listing.of(names));
        }
    }

    private void others(KraftImage kafka) {
        if (!kafka.others().isEmpty()) {
            String counts = kafka.others().entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey().plural())
                    .collect(Collectors.joining(", "));
            lines.add("not taken over, for Suiro does not know them yet and lets everybody in: " + counts);
        }
        if (!kafka.features().isEmpty()) {
            lines.add("levels of Kafka's features are not taken over, for Suiro has its own: " + kafka.features());
        }
    }

    private void minInsync(int node, KraftImage kafka, AdoptedSettings settings) {
        EffectiveSettings effective = new EffectiveSettings(StaticSettings.defaults(node), resource -> settings.taken()
                .getOrDefault(resource, HashTreePMap.empty()));
        about(
                "acks=all is refused until " + MIN_INSYNC + " is 1, for there is one replica now",
                kafka.topics().keySet().stream()
                        .filter(topic -> Integer.parseInt(effective.topicValue(topic, MIN_INSYNC)) > 1)
                        .toList());
    }

    private void quorum(KraftImage kafka) {
        if (kafka.voters().size() > 1) {
            lines.add("the metadata had the voters " + kafka.voters()
                    + ": changes at its end that this node had and most of them had not are taken over too, and what they"
                    + " had and this node had not is missing");
        }
    }

    private static List<TopicPartition> names(List<StoredPartition> partitions) {
        return partitions.stream().map(StoredPartition::topicPartition).toList();
    }
}
