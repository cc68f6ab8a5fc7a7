package io.suiro.admin;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** How far a group is behind, again and again. */
@Path("/api/v1/groups/{id}/events")
public final class GroupEventsResource {
    private static final int SECONDS = 5;
    private static final int MOST_SECONDS = 60;

    private final GroupViews groups;
    private final EventStreams streams;

    GroupEventsResource(AdminDoor door, EventStreams streams) {
        this.groups = new GroupViews(door);
        this.streams = streams;
    }

    /** How far a group has got, at a time. */
    @Schema(name = "GroupLag", examples = """
                    {"at":"2026-11-27T06:00:00Z","state":"Stable","offsets":[{"topic":"orders","partition":0,"committed":4711,"leaderEpoch":3,"metadata":"","logEnd":4720,"lag":9}]}""")
    public record Lag(Instant at, String state, List<GroupOffset> offsets) {}

    /** An event {@code lag} at once, and then every so many {@code seconds}, 5 unless told otherwise. 404 for a group that does not exist; one that is forgotten ends the stream. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            operationId = "streamGroupLag",
            summary = "How far a group is behind, every few seconds.",
            description = "Events named lag, the first at once.")
    @Parameter(
            name = "seconds",
            in = ParameterIn.QUERY,
            description = "Between two events: 5, at most 60.",
            schema = @Schema(type = SchemaType.INTEGER))
    @APIResponse(
            responseCode = "200",
            description = "Server-sent events, until the group is forgotten.",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = Lag.class)))
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public Multi<OutboundSseEvent> events(@PathParam("id") String id, @Context UriInfo uri, @Context Sse sse) {
        int seconds = Query.of(uri, "seconds").number("seconds", SECONDS, 1, MOST_SECONDS);
        return streams.open(sse, new Source(id, seconds, RecordsResource.await(look(id), RecordsResource.LONGEST_MS)));
    }

    private CompletionStage<Event> look(String id) {
        return groups.describe(id)
                .thenApply(group -> new Event("lag", null, new Lag(Instant.now(), group.state(), group.offsets())));
    }

    private final class Source implements EventSource {
        private final String id;
        private final int seconds;
        private @Nullable Event first;

        private Source(String id, int seconds, Event first) {
            this.id = id;
            this.seconds = seconds;
            this.first = first;
        }

        @Override
        public synchronized CompletionStage<Event> next() {
            Event beginning = first;
            if (beginning != null) {
                first = null;
                return CompletableFuture.completedFuture(beginning);
            }
            return CompletableFuture.supplyAsync(
                            () -> look(id), CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                    .thenCompose(event -> event);
        }

        @Override
        public void close() {
            // nothing is held but for the time between two events
        }
    }
}
