package io.suiro.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.broker.TopicStates.State;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of a topic: of its id and state, so that it changes with what is chosen of the topic, and not with its records and leaders.
 *
 * @param value with its quotes, as it stands in headers
 */
record TopicTag(String value) {
    static final String HEADER = "ETag";

    static TopicTag of(Uuid topicId, State state) {
        return new TopicTag("\"" + UUID.nameUUIDFromBytes((topicId + " " + state).getBytes(UTF_8)) + "\"");
    }

    /**
     * Does nothing if the conditions hold.
     *
     * @param ifMatch a header: the tags of which the topic must have one, or {@code *} for any topic
     * @param ifNoneMatch a header: the tags that the topic must not have, or {@code *} for no topic
     * @param current null if there is no topic
     * @throws ClientErrorException 412
     */
    static void check(@Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable TopicTag current) {
        if (ifMatch != null && !isAmong(current, ifMatch)) {
            throw failed(
                    current == null
                            ? "If-Match: there is no such topic."
                            : "If-Match: the topic has been changed; its tag is " + current.value + " now.");
        }
        if (ifNoneMatch != null && isAmong(current, ifNoneMatch)) {
            throw failed("If-None-Match: the topic is there already.");
        }
    }

    private static boolean isAmong(@Nullable TopicTag current, String tags) {
        if (current == null) {
            return false;
        }
        for (String tag : tags.split(",", -1)) {
            if (tag.strip().equals("*") || tag.strip().equals(current.value)) {
                return true;
            }
        }
        return false;
    }

    private static ClientErrorException failed(String detail) {
        return new ClientErrorException(detail, Response.Status.PRECONDITION_FAILED);
    }
}
