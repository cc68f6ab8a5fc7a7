package io.suiro.admin;

import io.smallrye.mutiny.Multi;
import io.suiro.broker.Broker;
import io.suiro.broker.MetadataWatch;
import io.suiro.cluster.MetadataImage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What becomes of the cluster, as it becomes so. */
@Path("/api/v1/cluster/events")
public final class ClusterEventsResource {
    private final AdminDoor door;
    private final EventStreams streams;

    ClusterEventsResource(AdminDoor door, EventStreams streams) {
        this.door = door;
        this.streams = streams;
    }

    /**
     * How things stand when a stream begins.
     *
     * @param index of the metadata
     */
    public record Begun(String clusterId, long index, int brokers, int fenced, int topics) {
        private static Begun of(String clusterId, MetadataImage image) {
            int fenced = (int) image.brokers().values().stream()
                    .filter(broker -> broker.fenced())
                    .count();
            return new Begun(
                    clusterId,
                    image.index(),
                    image.brokers().size(),
                    fenced,
                    image.topics().size());
        }
    }

    /**
     * First {@code begun}, how things stand, then what changes. A client that reads slowly is told what has changed in the end, not everything on the way; one that was cut off
     * begins anew.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "streamClusterEvents",
            summary = "Brokers that come and go, topics created and deleted, leaders and in-sync replicas changed,"
                    + " reassignments, as they happen.",
            description =
                    "The first event, begun, says how things stand. From then on each event has its type as name and in"
                            + " its data. Read the state anew after a stream was cut off.")
    @APIResponse(
            responseCode = "200",
            description = "Server-sent events, without an end.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = ClusterEvent.class)))
    public Multi<OutboundSseEvent> events(@Context UriInfo uri, @Context Sse sse) {
        Query.of(uri);
        return streams.open(sse, new Source(door.broker()));
    }

    private static final class Source implements EventSource {
        private final MetadataWatch watch;
        private final String clusterId;
        private final Queue<Event> ready = new ArrayDeque<>();
        private MetadataImage known;
        private CompletableFuture<?> waiting = CompletableFuture.completedFuture(null);

        private Source(Broker broker) {
            this.watch = broker.metadataWatch();
            this.clusterId = broker.cluster().id();
            this.known = watch.image();
            ready.add(new Event("begun", null, Begun.of(clusterId, known)));
        }

        @Override
        public synchronized CompletionStage<Event> next() {
            Event first = ready.poll();
            if (first != null) {
                return CompletableFuture.completedFuture(first);
            }
            CompletableFuture<MetadataImage> changed = watch.after(known, SIGN_OF_LIFE_MS);
            waiting = changed;
            return changed.thenApplyAsync(this::told);
        }

        private synchronized Event told(MetadataImage image) {
            ClusterEvent.between(known, image)
                    .forEach(event -> ready.add(new Event(event.type(), Long.toString(image.index()), event)));
            known = image;
            Event first = ready.poll();
            return first == null ? Event.ALIVE : first;
        }

        @Override
        public synchronized void close() {
            waiting.cancel(false);
        }
    }
}
