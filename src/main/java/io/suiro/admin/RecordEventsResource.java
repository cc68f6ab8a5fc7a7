package io.suiro.admin;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.suiro.broker.Broker;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Records of a topic as they come. */
@Path("/api/v1/topics/{topic}/records/events")
public final class RecordEventsResource {
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final int RATE = 100;
    private static final int MOST_RATE = 1_000;

    private final AdminDoor door;
    private final EventStreams streams;

    RecordEventsResource(AdminDoor door, EventStreams streams) {
        this.door = door;
        this.streams = streams;
    }

    /**
     * An event {@code record} for each that passes the filters, from the end of the partitions on unless told otherwise. Its id says how far each partition has been read, and a
     * client that gives it as {@code Last-Event-ID} goes on there. 404 for a topic or partition that does not exist; the deletion of the topic ends the stream.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            operationId = "streamRecords",
            summary = "Records as they are written.",
            description =
                    "Events named record. The id of an event says how far each partition has been read; a client that"
                            + " reconnects with it in Last-Event-ID misses nothing that is still there.")
    @Parameter(
            name = "partition",
            in = ParameterIn.QUERY,
            description = "Which ones; all of them unless told, at most 50.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = Integer.class))
    @Parameter(
            name = "offset",
            in = ParameterIn.QUERY,
            description = "Where to begin in each; at its end unless told.",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
    @Parameter(
            name = "timestamp",
            in = ParameterIn.QUERY,
            description = "Begin at the first record at or after this time.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "tail",
            in = ParameterIn.QUERY,
            description = "Begin so many offsets before the end.",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "PARTITION:OFFSET, where to begin, instead of all these.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
    @Parameter(
            name = "key",
            in = ParameterIn.QUERY,
            description = "Part of the key.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "value",
            in = ParameterIn.QUERY,
            description = "Part of the value.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "header",
            in = ParameterIn.QUERY,
            description = "NAME or NAME:TEXT.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
    @Parameter(
            name = "keyFormat",
            in = ParameterIn.QUERY,
            description = "auto, text, json, number or hex.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "valueFormat",
            in = ParameterIn.QUERY,
            description = "auto, text, json, number or hex.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "rate",
            in = ParameterIn.QUERY,
            description = "Records a second at most: 100, at most 1000.",
            schema = @Schema(type = SchemaType.INTEGER))
    @APIResponse(
            responseCode = "200",
            description = "Server-sent events, until the topic is deleted.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = RecordView.class)))
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public Multi<OutboundSseEvent> events(
            @PathParam("topic") String name,
            @Context UriInfo uri,
            @Context Sse sse,
            @Parameter(description = "Of the last event that was seen, to go on after it.")
                    @HeaderParam(LAST_EVENT_ID)
                    @Nullable
                    String lastEventId) {
        Query query = Query.of(
                uri,
                "partition",
                "offset",
                "timestamp",
                "tail",
                "from",
                "key",
                "value",
                "header",
                "keyFormat",
                "valueFormat",
                "rate");
        Broker broker = door.broker();
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + name + ".");
        }
        RecordStarts starts = lastEventId == null || lastEventId.isEmpty()
                ? RecordStarts.of(query, topic).orAtEnd()
                : RecordStarts.resumed(LAST_EVENT_ID, lastEventId, topic);
        return streams.open(
                sse,
                new RecordTail(
                                broker,
                                topic,
                                starts,
                                new RecordFilter(query.text("key"), query.text("value"), query.all("header")),
                                RecordFormat.of("keyFormat", query.text("keyFormat")),
                                RecordFormat.of("valueFormat", query.text("valueFormat")),
                                query.number("rate", RATE, 1, MOST_RATE))
                        .begun());
    }
}
