package io.suiro.tool.adopt;

import io.suiro.cluster.kraft.KraftImage;
import io.suiro.cluster.kraft.KraftPartition;
import io.suiro.cluster.kraft.KraftTopic;
import io.suiro.log.DirectoryIdentity;
import io.suiro.log.StoredPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.kafka.common.TopicPartition;

/** Whether taking over would lose records: each reason not to, with the topics or partitions that it is about. */
final class AdoptionCheck {
    private static final String TIERED = "remote.storage.enable";

    private final DirectoryIdentity identity;
    private final SequencedMap<String, List<Object>> complaints = new LinkedHashMap<>();

    private AdoptionCheck(DirectoryIdentity identity) {
        this.identity = identity;
    }

    /** @throws IOException with all that stands against it */
    static void check(KafkaDirectory directory, KraftImage kafka, Holdings holdings) throws IOException {
        AdoptionCheck check = new AdoptionCheck(directory.identity());
        kafka.topics().values().forEach(topic -> check.topic(topic, kafka.configs(topic.name())));
        for (StoredPartition stored : holdings.partitions()) {
            check.files(stored);
        }
        if (!check.complaints.isEmpty()) {
            StringBuilder message = new StringBuilder(directory.data() + " cannot be adopted, nothing was changed:");
            check.complaints.forEach((complaint, about) ->
                    message.append("\n  ").append(complaint).append(": ").append(Listing.of(about)));
            throw new IOException(message.toString());
        }
    }

    private void topic(KraftTopic topic, Map<String, String> configs) {
        if ("true".equals(configs.get(TIERED))) {
            complain("records are in tiered storage, which cannot be read (" + TIERED + ")", topic.name());
        }
        for (int i = 0; i < topic.partitions().size(); i++) {
            replica(new TopicPartition(topic.name(), i), topic.partitions().get(i));
        }
    }

    private void replica(TopicPartition name, KraftPartition partition) {
        int node = identity.nodeId();
        if (!partition.replicas().contains(node)) {
            complain("no replica is on this node, " + node + ", but on other brokers", name);
        } else if (!partition.isComplete(node)) {
            complain("the replica on this node, " + node + ", is not in sync: stop this broker last", name);
        } else if (partition.isElsewhere(node, identity.directoryId())) {
            complain(
                    "the replica is in another log directory of this node: move it here with kafka-reassign-partitions",
                    name);
        }
    }

    private void files(StoredPartition stored) throws IOException {
        if (stored.hasOldFormat()) {
            complain("records are in message format 0 or 1, which cannot be read", stored.topicPartition());
        }
    }

    private void complain(String complaint, Object about) {
        complaints.computeIfAbsent(complaint, absent -> new ArrayList<>()).add(about);
    }
}
