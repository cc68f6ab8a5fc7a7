package io.suiro.admin;

import io.suiro.broker.Brokers;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.config.BrokerSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Brokers: to take one out of the cluster, drain it, stop it once it holds no replicas any more, and delete it.
 *
 * <p>Errors: 404 for a broker that is not registered, 422 if others cannot take what it holds, 409 to delete one that runs or holds
 * replicas.
 */
@Path("/api/v1/brokers")
public final class BrokersResource {
    private final AdminDoor door;

    BrokersResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * A broker.
     *
     * @param fenced it is not heard of, and leads nothing
     * @param cordoned it gets no new replicas
     * @param replicas partitions that it holds
     * @param leaders partitions that it leads
     */
    @Schema(name = "Broker", examples = """
            {"id":1,"host":"broker-1","port":9092,"rack":"a","fenced":false,"shuttingDown":false,"cordoned":false,"replicas":12,"leaders":4}""")
    public record Described(
            int id,
            String host,
            int port,
            @Nullable String rack,
            boolean fenced,
            boolean shuttingDown,
            boolean cordoned,
            int replicas,
            int leaders) {
        private static Described of(Brokers.Holding holding) {
            BrokerImage broker = holding.broker();
            return new Described(
                    broker.id(),
                    broker.host(),
                    broker.port(),
                    broker.rack(),
                    broker.fenced(),
                    broker.shuttingDown(),
                    broker.cordoned(),
                    holding.replicas(),
                    holding.leaders());
        }

        private Described cordoned(boolean would) {
            return new Described(id, host, port, rack, fenced, shuttingDown, would, replicas, leaders);
        }
    }

    /** A broker that nobody knows any more, or would. */
    @Schema(name = "ForgottenBroker", examples = """
            {"id":1,"dryRun":false}""")
    public record Forgotten(int id, boolean dryRun) {}

    @GET
    @Operation(
            operationId = "listBrokers",
            summary = "Who is there, fenced, cordoned, and how many replicas and leaders each has.")
    public List<Described> all(@Context UriInfo uri) {
        Query.of(uri);
        return door.broker().brokers().all().stream().map(Described::of).toList();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "describeBroker", summary = "A broker, and how many replicas and leaders it has.")
    @Extension(name = ApiDocument.REFUSALS, value = "404")
    public Described one(@PathParam("id") int id, @Context UriInfo uri) {
        Query.of(uri);
        return one(id);
    }

    private Described one(int id) {
        return door.broker().brokers().all().stream()
                .filter(holding -> holding.broker().id() == id)
                .map(Described::of)
                .findFirst()
                .orElseThrow(() -> new Refused(Errors.BROKER_ID_NOT_REGISTERED, "There is no broker " + id + "."));
    }

    /** New replicas go elsewhere from now on; what it holds stays. */
    @PUT
    @Path("{id}/cordon")
    @Operation(
            operationId = "cordonBroker",
            summary = "No new replicas go to the broker any more; what it holds stays.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public CompletionStage<Described> cordon(@PathParam("id") int id, @Context UriInfo uri) {
        return cordon(id, true, Query.of(uri, "dryRun").flag("dryRun"));
    }

    /** It takes replicas again. */
    @DELETE
    @Path("{id}/cordon")
    @Operation(operationId = "uncordonBroker", summary = "The broker takes new replicas again.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public CompletionStage<Described> uncordon(@PathParam("id") int id, @Context UriInfo uri) {
        return cordon(id, false, Query.of(uri, "dryRun").flag("dryRun"));
    }

    private CompletionStage<Described> cordon(int id, boolean cordoned, boolean dryRun) {
        Described before = one(id);
        return door.broker()
                .configs()
                .alter(
                        new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id)),
                        Map.of(
                                BrokerSettings.CORDONED_LOG_DIRS,
                                cordoned ? new ConfigChange.Set("*") : new ConfigChange.Delete()),
                        dryRun)
                .thenApply(Outcome::orThrow)
                .thenApply(done -> dryRun ? before.cordoned(cordoned) : one(id));
    }

    /** Cordons it, and begins to move all that it holds to others; {@code replicas} tells how many are left. Any number of times. */
    @POST
    @Path("{id}/drain")
    @Operation(
            operationId = "drainBroker",
            summary = "Cordons the broker and begins to move all that it holds to others.",
            description = "It can be stopped once its replicas are 0. Repeated it goes on with what is left.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 422 504")
    public CompletionStage<List<Move>> drain(@PathParam("id") int id, @Context UriInfo uri) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        return cordon(id, true, dryRun)
                .thenCompose(cordoned -> door.broker().reassignments(dryRun).drain(id))
                .thenApply(Move::of);
    }

    /** Forgets a broker that has stopped for good. */
    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "forgetBroker",
            summary = "Forgets a broker that has stopped for good and holds no replicas.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public CompletionStage<Forgotten> forget(@PathParam("id") int id, @Context UriInfo uri) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        return door.broker()
                .brokers(dryRun)
                .unregister(id)
                .thenApply(Outcome::orThrow)
                .thenApply(done -> new Forgotten(id, dryRun));
    }
}
