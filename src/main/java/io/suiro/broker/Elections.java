package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;

/** Leaders elected because somebody asks for it (KIP-460). Any thread. */
public final class Elections {
    private final Controller controller;

    Elections(Controller controller) {
        this.controller = controller;
    }

    public CompletionStage<Outcome<PartitionImage>> elect(ElectionType type, TopicPartition partition) {
        return Outcomes.flat(
                controller.submit(new MetadataCommand.ElectLeaders(type, partition.topic(), partition.partition())));
    }

    /** Every partition there is, by topic. */
    public List<TopicPartition> allPartitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (String name : controller.image().topicIds().keySet()) {
            TopicImage topic = controller.image().topic(name);
            for (int i = 0; topic != null && i < topic.partitions().size(); i++) {
                all.add(new TopicPartition(name, i));
            }
        }
        return all;
    }
}
