package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** Deletes a topic by id, unless {@code delete.topic.enable} forbids it; answers what was deleted. */
final class DecideDeleteTopic {
    private DecideDeleteTopic() {}

    static Decision<Outcome<TopicImage>> decide(MetadataImage image, DeleteTopic command, DecisionContext context) {
        if (!context.settings(image).booleanOf("delete.topic.enable")) {
            return Decision.refused(Errors.TOPIC_DELETION_DISABLED, Errors.TOPIC_DELETION_DISABLED.message());
        }
        TopicImage topic = image.topic(command.topicId());
        if (topic == null) {
            return Decision.refused(Errors.UNKNOWN_TOPIC_ID, Errors.UNKNOWN_TOPIC_ID.message());
        }
        return new Decision<>(List.of(new MetadataRecord.TopicDeleted(topic.id())), Outcome.ok(topic));
    }
}
