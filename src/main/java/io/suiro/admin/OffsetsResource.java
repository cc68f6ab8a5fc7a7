package io.suiro.admin;

import io.suiro.broker.OffsetResets;
import io.suiro.broker.OffsetResets.Target;
import io.suiro.error.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where groups without members go on: what Kafka's tools call resetting offsets. */
@Path("/api/v1/groups/{id}/offsets")
public final class OffsetsResource {
    private static final String EARLIEST = "earliest";
    private static final String LATEST = "latest";

    private final AdminDoor door;
    private final GroupViews views;

    OffsetsResource(AdminDoor door) {
        this.door = door;
        this.views = new GroupViews(door);
    }

    /**
     * Partitions of a topic.
     *
     * @param partitions all of them if null
     */
    @Schema(name = "OffsetsOfTopic")
    public record OfTopic(
            @NotBlank String topic, @Nullable @Size(min = 1) List<@NotNull @Min(0) Integer> partitions) {}

    /**
     * A partition and where it is to go.
     *
     * @param offset the next record to read
     */
    @Schema(name = "OffsetOfPartition")
    public record OfPartition(
            @NotBlank String topic,
            @NotNull @Min(0) Integer partition,
            @NotNull @Min(0) Long offset) {}

    /**
     * Partitions, and one place that they go to; or an offset for each. What lies outside of a partition becomes its start or end.
     *
     * @param topics null only with {@code offsets}
     * @param to {@code earliest}, the first record that there is, or {@code latest}, what comes from now on
     * @param timestamp the first record at or after it, or the end; ISO 8601, as in {@code 2026-11-27T06:00:00Z}
     * @param shiftBy records on from where the group is, or back if negative; not for share groups
     * @param offset the next record to read
     * @param offsets instead of topics and a place
     */
    @Schema(name = "OffsetReset", examples = """
            {"topics":[{"topic":"orders","partitions":[0]}],"shiftBy":-5}""")
    public record Wanted(
            @Nullable @Size(min = 1) List<@NotNull @Valid OfTopic> topics,

            @Nullable @Pattern(regexp = EARLIEST + "|" + LATEST)
            String to,

            @Nullable String timestamp,
            @Nullable Long shiftBy,
            @Nullable @Min(0) Long offset,
            @Nullable @Size(min = 1) List<@NotNull @Valid OfPartition> offsets) {}

    /**
     * What has become of a partition, or would.
     *
     * @param from the next record to read before, null if the group had no offset
     * @param to and from now on
     */
    @Schema(name = "MovedOffset", examples = """
            {"topic":"orders","partition":0,"from":8,"to":3}""")
    public record Moved(
            String topic, int partition, @Nullable Long from, long to) {
        private static Moved of(OffsetResets.Reset reset) {
            return new Moved(reset.partition().topic(), reset.partition().partition(), reset.from(), reset.to());
        }
    }

    /**
     * Resets, or with {@code ?dryRun=true} tells what that would do, in the order of topics and partitions. 404 for a group, topic or
     * partition that does not exist, 409 while the group has members, 412 if the condition does not hold, 400 to shift what has no offset, or the offsets of a share group; 503
     * or 504 if a coordinator or leader does not answer.
     */
    @POST
    @Path("reset")
    @Operation(
            operationId = "resetOffsets",
            summary = "Moves the offsets of a group without members, or tells from where to where.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 409 412 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<List<Moved>> reset(
            @PathParam("id") String id,
            @Context UriInfo uri,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid Wanted wanted) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        Map<TopicPartition, Target> targets = targets(wanted);
        return views.check(id, ifMatch)
                .thenCompose(holds -> door.broker().groups().offsetResets().reset(id, targets, dryRun))
                .thenApply(resets -> resets.stream().map(Moved::of).toList());
    }

    private Map<TopicPartition, Target> targets(Wanted wanted) {
        if (wanted.offsets != null) {
            if (wanted.topics != null || !places(wanted).isEmpty()) {
                throw new Refused(
                        Errors.INVALID_REQUEST,
                        "offsets: names partitions and offsets, so that nothing else may be given beside it.");
            }
            return targets(wanted.offsets);
        }
        List<Target> places = places(wanted);
        if (wanted.topics == null || places.size() != 1) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "Give topics and one of to, timestamp, shiftBy and offset; or offsets alone.");
        }
        Map<TopicPartition, Target> targets = new HashMap<>();
        wanted.topics.forEach(
                topic -> partitions(topic).forEach(partition -> targets.put(partition, places.getFirst())));
        return targets;
    }

    private static List<Target> places(Wanted wanted) {
        List<Target> places = new ArrayList<>();
        if (wanted.to != null) {
            places.add(wanted.to.equals(EARLIEST) ? new Target.Earliest() : new Target.Latest());
        }
        if (wanted.timestamp != null) {
            places.add(new Target.AtTime(Math.max(0, milliseconds(wanted.timestamp))));
        }
        if (wanted.shiftBy != null) {
            places.add(new Target.ShiftBy(wanted.shiftBy));
        }
        if (wanted.offset != null) {
            places.add(new Target.Offset(wanted.offset));
        }
        return places;
    }

    private static long milliseconds(String timestamp) {
        try {
            return Instant.parse(timestamp).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "timestamp: " + timestamp + " is no time in ISO 8601 with a zone, such as 2026-11-27T06:00:00Z.");
        }
    }

    private List<TopicPartition> partitions(OfTopic topic) {
        if (topic.partitions != null) {
            return topic.partitions.stream()
                    .map(partition -> new TopicPartition(topic.topic, partition))
                    .toList();
        }
        List<TopicPartition> all = new ArrayList<>();
        int count =
                door.broker().topics().find(topic.topic).orThrow().partitions().size();
        for (int partition = 0; partition < count; partition++) {
            all.add(new TopicPartition(topic.topic, partition));
        }
        return all;
    }

    private static Map<TopicPartition, Target> targets(List<OfPartition> offsets) {
        Map<TopicPartition, Target> targets = new HashMap<>();
        for (OfPartition each : offsets) {
            TopicPartition partition = new TopicPartition(each.topic, each.partition);
            if (targets.put(partition, new Target.Offset(each.offset)) != null) {
                throw new Refused(Errors.INVALID_REQUEST, "offsets: " + partition + " is given twice.");
            }
        }
        return targets;
    }
}
