package io.suiro.tool.adopt;

import io.suiro.cluster.kraft.KraftImage;
import io.suiro.cluster.kraft.KraftTopic;
import io.suiro.log.StoredPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What the metadata says held against what lies on the disk.
 *
 * @param partitions that the metadata knows and the disk has
 * @param strays directories of topics that are gone, or of an earlier life of their name
 * @param absent partitions that the metadata knows and the disk lacks: never written, or in another directory
 */
record Holdings(List<StoredPartition> partitions, List<StoredPartition> strays, List<TopicPartition> absent) {
    Holdings {
        partitions = List.copyOf(partitions);
        strays = List.copyOf(strays);
        absent = List.copyOf(absent);
    }

    static Holdings of(KraftImage kafka, List<StoredPartition> onDisk) throws IOException {
        List<StoredPartition> partitions = new ArrayList<>();
        List<StoredPartition> strays = new ArrayList<>();
        Set<TopicPartition> found = new HashSet<>();
        for (StoredPartition stored : onDisk) {
            if (isKnown(kafka, stored)) {
                partitions.add(stored);
                found.add(stored.topicPartition());
            } else {
                strays.add(stored);
            }
        }
        List<TopicPartition> absent = new ArrayList<>();
        for (KraftTopic topic : kafka.topics().values()) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                TopicPartition partition = new TopicPartition(topic.name(), i);
                if (!found.contains(partition)) {
                    absent.add(partition);
                }
            }
        }
        return new Holdings(partitions, strays, absent);
    }

    /** A directory without a topic id goes by its name, as in Suiro itself. */
    private static boolean isKnown(KraftImage kafka, StoredPartition stored) throws IOException {
        KraftTopic topic = kafka.topics().get(stored.topicPartition().topic());
        Uuid id = stored.topicId();
        return topic != null
                && stored.topicPartition().partition() < topic.partitions().size()
                && (id.equals(Uuid.ZERO_UUID) || id.equals(topic.id()));
    }
}
