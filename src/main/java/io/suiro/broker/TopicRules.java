package io.suiro.broker;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;

/** What is said of a topic, also of one that does not exist. */
final class TopicRules {
    private TopicRules() {}

    static Outcome<TopicImage> find(MetadataImage image, String name) {
        TopicImage topic = image.topic(name);
        return topic == null ? missing(name) : Outcome.ok(topic);
    }

    /** A name that no topic can have is INVALID_TOPIC_EXCEPTION, so that clients do not wait for it to appear. */
    private static Outcome<TopicImage> missing(String name) {
        try {
            Topic.validate(name);
            return Outcome.failed(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        } catch (InvalidTopicException e) {
            return Outcome.failed(Errors.INVALID_TOPIC_EXCEPTION, e.getMessage());
        }
    }
}
