package io.suiro.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.broker.TopicStates.State;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of a topic, of a resource's settings or of a group: of which one it is and of what a change of it goes by, so that it changes with that, and with nothing
 * that merely happens. The same at every broker that knows the same.
 *
 * @param what it is the tag of, for messages
 * @param value with its quotes, as it stands in headers
 */
record EntityTag(String what, String value) {
    static final String HEADER = "ETag";
    static final String IF_MATCH = "If-Match";
    static final String IF_NONE_MATCH = "If-None-Match";
    /** Describes the parameter {@link #IF_MATCH}. */
    static final String IF_MATCH_MEANS = "Tags of earlier answers, of which what is to be changed must have one still.";

    /** Of a topic with what is chosen of it, not its records and leaders. */
    static EntityTag of(Uuid topicId, State state) {
        return of("topic", topicId, state);
    }

    /**
     * Of what is set for a resource itself, not where other values come from.
     *
     * @param topicId of the topic whose settings they are, null of other resources
     * @param configs values in canonical form
     */
    static EntityTag of(ConfigResource resource, @Nullable Uuid topicId, SortedMap<String, String> configs) {
        return of("set of settings", resource, String.valueOf(topicId), configs);
    }

    /** Of a group with its type, state and offsets, which a reset and a deletion go by; not its members and lag. */
    static EntityTag of(GroupView group) {
        List<String> offsets = group.offsets().stream()
                .map(offset -> offset.topic() + "-" + offset.partition() + "=" + offset.position())
                .toList();
        return of("group", group.groupId(), group.type(), group.state(), offsets);
    }

    private static EntityTag of(String what, Object... parts) {
        return new EntityTag(what, "\"" + UUID.nameUUIDFromBytes((what + List.of(parts)).getBytes(UTF_8)) + "\"");
    }

    /**
     * Does nothing if the condition holds.
     *
     * @param ifMatch a header: tags of which this must be one, or {@code *} for any
     * @throws ClientErrorException 412
     */
    void check(@Nullable String ifMatch) {
        if (ifMatch != null && !isAmong(ifMatch)) {
            throw failed("If-Match: the " + what + " has been changed; its tag is " + value + " now.");
        }
    }

    /**
     * Likewise, for what can be created.
     *
     * @param ifNoneMatch a header: tags of which this must be none, or {@code *}
     */
    void check(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        check(ifMatch);
        if (ifNoneMatch != null && isAmong(ifNoneMatch)) {
            throw failed("If-None-Match: the " + what + " is there already.");
        }
    }

    /** Likewise, where there is no such thing. */
    static void checkAbsent(String what, @Nullable String ifMatch) {
        if (ifMatch != null) {
            throw failed("If-Match: there is no such " + what + ".");
        }
    }

    private boolean isAmong(String tags) {
        for (String tag : tags.split(",", -1)) {
            if (tag.strip().equals("*") || tag.strip().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static ClientErrorException failed(String detail) {
        return new ClientErrorException(detail, Response.Status.PRECONDITION_FAILED);
    }
}
