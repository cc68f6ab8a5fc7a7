package io.suiro.admin;

import io.suiro.broker.TopicStates.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a request has changed of a topic, or would have.
 *
 * @param topicId null of a topic that would be created
 * @param created it was not there before
 * @param changes empty if it was as wanted
 * @param state from now on
 */
@Schema(examples = """
        {"name":"orders","topicId":"pOsPz0U6Sd2t2yJ6Il4oVw","dryRun":false,"created":false,"changes":[{"field":"partitions","from":"3","to":"6"}],"state":{"partitions":6,"replicationFactor":3,"configs":{"retention.ms":"3600000"}}}""")
public record TopicChange(
        String name, @Nullable String topicId, boolean dryRun, boolean created, List<Change> changes, State state) {

    /**
     * One member of the state.
     *
     * @param field its path, as in {@code configs.retention.ms}
     * @param from null if there was none
     * @param to null if there is none any more
     */
    @Schema(name = "TopicMemberChange")
    public record Change(
            String field, @Nullable String from, @Nullable String to) {}

    /** From one state, null if there was no topic, to another. */
    static List<Change> changes(@Nullable State before, State after) {
        List<Change> changes = new ArrayList<>();
        add(
                changes,
                "partitions",
                before == null ? null : Integer.toString(before.partitions()),
                Integer.toString(after.partitions()));
        add(
                changes,
                "replicationFactor",
                before == null ? null : Integer.toString(before.replicationFactor()),
                Integer.toString(after.replicationFactor()));
        SortedMap<String, String> configs = before == null ? new TreeMap<>() : before.configs();
        TreeSet<String> names = new TreeSet<>(configs.keySet());
        names.addAll(after.configs().keySet());
        names.forEach(name -> add(
                changes, "configs." + name, configs.get(name), after.configs().get(name)));
        return changes;
    }

    private static void add(List<Change> changes, String field, @Nullable String from, @Nullable String to) {
        if (!Objects.equals(from, to)) {
            changes.add(new Change(field, from, to));
        }
    }
}
