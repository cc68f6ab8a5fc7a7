package io.suiro.tool.adopt;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.cluster.kraft.KraftImage;
import io.suiro.cluster.kraft.KraftPartition;
import io.suiro.cluster.kraft.KraftTopic;
import io.suiro.log.StoredPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * What is going to be.
 *
 * @param image Suiro's first
 * @param strays directories that are set aside first
 * @param report what is taken over, in lines
 * @param warnings what is not, or will be different, a line each
 */
record AdoptionPlan(MetadataImage image, List<StoredPartition> strays, List<String> report, List<String> warnings) {
    /** More producer ids than Kafka will ever give out, should one go back to it. */
    private static final long KAFKAS_PRODUCER_IDS = 1_000_000_000_000L;

    AdoptionPlan {
        strays = List.copyOf(strays);
        report = List.copyOf(report);
        warnings = List.copyOf(warnings);
    }

    /** Decides nothing any more: that it can be done has been checked. */
    static AdoptionPlan of(KafkaDirectory directory, KraftImage kafka, Holdings holdings) throws IOException {
        int node = directory.identity().nodeId();
        AdoptedSettings settings = AdoptedSettings.of(kafka.configs(), node);
        MetadataImage image = image(kafka, settings, node, producerIds(kafka, holdings));
        return new AdoptionPlan(
                image,
                holdings.strays(),
                report(directory, kafka, image),
                AdoptionWarnings.of(node, kafka, settings, holdings));
    }

    /** Every partition has one replica, and a leader epoch that Kafka has not used. */
    private static MetadataImage image(KraftImage kafka, AdoptedSettings settings, int node, long nextProducerId) {
        TreePMap<String, Uuid> ids = TreePMap.empty();
        HashPMap<Uuid, TopicImage> topics = HashTreePMap.empty();
        for (KraftTopic topic : kafka.topics().values()) {
            List<PartitionImage> partitions = new ArrayList<>();
            for (KraftPartition partition : topic.partitions()) {
                partitions.add(new PartitionImage(node, List.of(node), List.of(node), partition.leaderEpoch() + 1, 0));
            }
            ids = ids.plus(topic.name(), topic.id());
            topics = topics.plus(topic.id(), new TopicImage(topic.name(), topic.id(), TreePVector.from(partitions)));
        }
        return new MetadataImage(0, HashTreePMap.empty(), ids, topics, settings.taken(), nextProducerId, List.of());
    }

    /**
     * Where ours begin. Kafka does not hear of them when one goes back to it, and if it gave one of them to another producer, it
     * would take that one's records for repetitions and lose them. The same goes for those of an earlier adoption, which
     * only the partitions remember.
     */
    private static long producerIds(KraftImage kafka, Holdings holdings) throws IOException {
        long next = kafka.nextProducerId();
        for (StoredPartition partition : holdings.partitions()) {
            next = Math.max(next, partition.largestProducerId() + 1);
        }
        return next + KAFKAS_PRODUCER_IDS;
    }

    private static List<String> report(KafkaDirectory directory, KraftImage kafka, MetadataImage image) {
        List<String> lines = new ArrayList<>();
        lines.add(directory.data() + " of node " + directory.identity().nodeId() + " in cluster "
                + directory.identity().clusterId() + ":");
        for (KraftTopic topic : kafka.topics().values()) {
            int count = topic.partitions().size();
            lines.add("  topic " + topic.name() + ", " + count + (count == 1 ? " partition" : " partitions"));
        }
        TreeMap<String, String> settings = new TreeMap<>();
        image.configs()
                .forEach((resource, altered) ->
                        settings.put(AdoptedSettings.name(resource), new TreeMap<>(altered).toString()));
        settings.forEach((resource, altered) -> lines.add("  settings of " + resource + " " + altered));
        lines.add("  producer ids from " + image.nextProducerId() + " on");
        return lines;
    }
}
