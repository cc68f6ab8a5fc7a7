package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.pcollections.TreePVector;

/** A metadata image in which topics come, grow and go; ids are the same in each run. */
public final class TestTopics {
    private MetadataImage image = MetadataImage.EMPTY;
    private long ids = 100;

    public MetadataImage image() {
        return image;
    }

    /** Also adds partitions to a topic that exists. */
    public TestTopics with(String name, int partitions) {
        TopicImage before = image.topic(name);
        Uuid id = before == null ? new Uuid(1, ids++) : before.id();
        PartitionImage partition = new PartitionImage(1, List.of(1), List.of(1), 0, 0);
        TopicImage topic = new TopicImage(name, id, TreePVector.from(Collections.nCopies(partitions, partition)));
        image = image.with(topic).withIndex(image.index() + 1);
        return this;
    }

    public void delete(String name) {
        TopicImage topic = image.topic(name);
        if (topic != null) {
            image = image.without(topic).withIndex(image.index() + 1);
        }
    }

    TopicImage topic(String name) {
        TopicImage topic = image.topic(name);
        if (topic == null) {
            throw new AssertionError("there is no topic " + name);
        }
        return topic;
    }
}
