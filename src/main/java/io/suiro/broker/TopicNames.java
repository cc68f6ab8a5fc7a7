package io.suiro.broker;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.replica.Partition;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Topic ids to names, as the image has them now. Any thread. */
public final class TopicNames {
    private final Supplier<MetadataImage> image;
    private final Function<TopicPartition, @Nullable Partition> find;

    /** @param find partitions that this broker has, by the names of their topics */
    TopicNames(Supplier<MetadataImage> image, Function<TopicPartition, @Nullable Partition> find) {
        this.image = image;
        this.find = find;
    }

    /** UNKNOWN_TOPIC_ID if there is no such topic. */
    public Outcome<String> nameOf(Uuid topicId) {
        TopicImage topic = image.get().topic(topicId);
        return topic == null ? Outcome.failed(Errors.UNKNOWN_TOPIC_ID) : Outcome.ok(topic.name());
    }

    /**
     * The same, for whoever is about to use the partition of that name here; UNKNOWN_TOPIC_ID also for as long as that is of a deleted topic
     * which had the name before: the image is there first.
     */
    public Outcome<String> nameOf(Uuid topicId, int partition) {
        Outcome<String> name = nameOf(topicId);
        if (name instanceof Outcome.Ok<String>(String known)) {
            Partition found = find.apply(new TopicPartition(known, partition));
            if (found != null && !found.topicId().equals(topicId)) {
                return Outcome.failed(Errors.UNKNOWN_TOPIC_ID);
            }
        }
        return name;
    }
}
