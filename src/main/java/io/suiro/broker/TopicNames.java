package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/** Topic ids to names, as the image has them now. Any thread. */
public final class TopicNames {
    private final Controller controller;

    TopicNames(Controller controller) {
        this.controller = controller;
    }

    /** UNKNOWN_TOPIC_ID if there is no such topic. */
    public Outcome<String> nameOf(Uuid topicId) {
        TopicImage topic = controller.image().topic(topicId);
        return topic == null ? Outcome.failed(Errors.UNKNOWN_TOPIC_ID) : Outcome.ok(topic.name());
    }
}
