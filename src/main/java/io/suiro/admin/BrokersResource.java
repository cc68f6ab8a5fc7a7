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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
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
    }

    @GET
    public List<Described> all() {
        return door.broker().brokers().all().stream().map(Described::of).toList();
    }

    @GET
    @Path("{id}")
    public Described one(int id) {
        return door.broker().brokers().all().stream()
                .filter(holding -> holding.broker().id() == id)
                .map(Described::of)
                .findFirst()
                .orElseThrow(() -> new Refused(Errors.BROKER_ID_NOT_REGISTERED, "There is no broker " + id + "."));
    }

    /** New replicas go elsewhere from now on; what it holds stays. */
    @PUT
    @Path("{id}/cordon")
    public CompletionStage<Described> cordon(int id) {
        return cordon(id, new ConfigChange.Set("*"));
    }

    /** It takes replicas again. */
    @DELETE
    @Path("{id}/cordon")
    public CompletionStage<Described> uncordon(int id) {
        return cordon(id, new ConfigChange.Delete());
    }

    private CompletionStage<Described> cordon(int id, ConfigChange change) {
        one(id);
        return door.broker()
                .configs()
                .alter(
                        new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id)),
                        Map.of(BrokerSettings.CORDONED_LOG_DIRS, change),
                        false)
                .thenApply(Outcome::orThrow)
                .thenApply(done -> one(id));
    }

    /** Cordons it, and begins to move all that it holds to others; {@code replicas} tells how many are left. Any number of times. */
    @POST
    @Path("{id}/drain")
    public CompletionStage<List<Move>> drain(int id) {
        return cordon(id)
                .thenCompose(cordoned -> door.broker().reassignments().drain(id))
                .thenApply(Move::of);
    }

    /** Forgets a broker that has stopped for good. */
    @DELETE
    @Path("{id}")
    public CompletionStage<Void> forget(int id) {
        return door.broker().brokers().unregister(id).thenApply(Outcome::orThrow);
    }
}
