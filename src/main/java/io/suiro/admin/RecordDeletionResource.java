package io.suiro.admin;

import io.suiro.broker.Broker;
import io.suiro.broker.RecordDeletions;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The first records of partitions, to be deleted (KIP-107). */
@Path("/api/v1")
public final class RecordDeletionResource {
    private static final String BEFORE = "before";
    private static final String END = "end";

    private final AdminDoor door;

    RecordDeletionResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * A partition.
     *
     * @param from where it began before
     * @param logStart where it begins now, or would; null if its leader has refused that
     * @param refused why, null if it has not
     */
    @Schema(name = "DeletedRecords", examples = """
            {"partition":0,"from":0,"logStart":4711,"refused":null}""")
    public record Deleted(
            int partition,
            long from,
            @Nullable Long logStart,
            @Nullable String refused) {
        private static Deleted of(RecordDeletions.Deletion deletion) {
            return switch (deletion.logStart()) {
                case Outcome.Ok<Long>(Long start) -> new Deleted(deletion.partition(), deletion.from(), start, null);
                case Outcome.Failed<Long>(Errors code, String detail) ->
                    new Deleted(deletion.partition(), deletion.from(), null, code + ": " + detail);
            };
        }
    }

    /**
     * Deletes before an offset in each partition that is named, {@code ?before=0:4711&before=1:end}, or with {@code dryRun=true} tells what that would do. 404 for a
     * topic or partition that does not exist, 422 for an offset beyond the end or an internal topic, 503 if a leader does not answer; nothing is deleted then.
     */
    @DELETE
    @Path("topics/{topic}/records")
    @Operation(operationId = "deleteRecords", summary = "Deletes the first records of partitions.")
    @Parameter(
            name = "before",
            in = ParameterIn.QUERY,
            description = "PARTITION:OFFSET or PARTITION:end.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class),
            required = true)
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 422 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<List<Deleted>> delete(@PathParam("topic") String name, @Context UriInfo uri) {
        Query query = Query.of(uri, BEFORE, "dryRun");
        boolean dryRun = query.flag("dryRun");
        SortedMap<Integer, Long> before = before(query);
        Broker broker = door.broker();
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + name + ".");
        }
        return broker.recordDeletions()
                .delete(topic, before, dryRun)
                .thenApply(deletions -> deletions.stream().map(Deleted::of).toList());
    }

    private static SortedMap<Integer, Long> before(Query query) {
        SortedMap<Integer, Long> before = new TreeMap<>();
        for (String value : query.all(BEFORE)) {
            String[] parts = value.split(":", -1);
            if (parts.length != 2) {
                throw Query.refused(BEFORE, value, "PARTITION:OFFSET or PARTITION:end is wanted");
            }
            int partition = (int) Query.number(BEFORE, parts[0], 0, Integer.MAX_VALUE);
            long offset =
                    parts[1].equals(END) ? RecordDeletions.ALL : Query.number(BEFORE, parts[1], 0, Long.MAX_VALUE);
            if (before.put(partition, offset) != null) {
                throw Query.refused(BEFORE, value, "the partition is given twice");
            }
        }
        if (before.isEmpty()) {
            throw new RefusedField(
                    BEFORE, Errors.INVALID_REQUEST, "before: give PARTITION:OFFSET or PARTITION:end at least once.");
        }
        return before;
    }
}
