package io.suiro.admin;

import io.suiro.broker.Broker;
import io.suiro.broker.Brokers;
import io.suiro.broker.ClusterQueries.Directories;
import io.suiro.broker.ClusterQueries.LogDirectory;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.wire.Features;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The cluster as a whole. */
@Path("/api/v1/cluster")
public final class ClusterResource {
    private final AdminDoor door;
    private final String version;

    ClusterResource(AdminDoor door, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.door = door;
        this.version = version;
    }

    /**
     * The cluster.
     *
     * @param controller the broker that decides on metadata, null while none is known
     * @param answeredBy the broker that was asked
     * @param version of its software
     * @param features what is finalised in the cluster, by Kafka's names, and its level
     * @param metadataIndex of the last entry of the metadata log that the broker goes by
     * @param unanswered brokers that are not fenced and yet did not answer within a second
     */
    @Schema(name = "Cluster", examples = """
                    {"clusterId":"4L6g3nShT-eMCtK--X86sw","controller":0,"answeredBy":0,"version":"0.1.0","features":{"share.version":1,"transaction.version":2},"metadataIndex":57,"topics":1,"partitions":6,"brokers":[{"id":0,"host":"127.0.0.1","port":9092,"peerHost":"127.0.0.1","peerPort":9292,"rack":"a","fenced":false,"shuttingDown":false,"cordoned":false,"votes":true,"replicas":6,"leaders":6,"logDirectories":[{"path":"/var/lib/suiro","online":true,"totalBytes":1000000000,"usableBytes":400000000,"replicaBytes":73400320}]}],"unanswered":[]}""")
    public record Described(
            String clusterId,
            @Nullable Integer controller,
            int answeredBy,
            String version,
            SortedMap<String, Integer> features,
            long metadataIndex,
            int topics,
            int partitions,
            List<Node> brokers,
            List<Integer> unanswered) {}

    /**
     * A broker.
     *
     * @param host where clients reach it
     * @param peerHost where other brokers reach it, null if it knows no others
     * @param fenced it is not heard of, and leads nothing
     * @param cordoned it gets no new replicas
     * @param votes on metadata
     * @param replicas partitions that it holds
     * @param leaders partitions that it leads
     * @param logDirectories null if it does not answer
     */
    @Schema(name = "ClusterBroker")
    public record Node(
            int id,
            String host,
            int port,
            @Nullable String peerHost,
            @Nullable Integer peerPort,
            @Nullable String rack,
            boolean fenced,
            boolean shuttingDown,
            boolean cordoned,
            boolean votes,
            int replicas,
            int leaders,
            @Nullable List<LogDirectory> logDirectories) {
        private static Node of(MetadataImage image, Brokers.Holding holding, @Nullable List<LogDirectory> directories) {
            BrokerImage broker = holding.broker();
            boolean knowsOthers = broker.peerPort() >= 0;
            return new Node(
                    broker.id(),
                    broker.host(),
                    broker.port(),
                    knowsOthers ? broker.peerHost() : null,
                    knowsOthers ? broker.peerPort() : null,
                    broker.rack(),
                    broker.fenced(),
                    broker.shuttingDown(),
                    broker.cordoned(),
                    image.voters().stream().anyMatch(voter -> voter.id() == broker.id()),
                    holding.replicas(),
                    holding.leaders(),
                    directories);
        }
    }

    /** From the metadata of the broker that is asked; directories as each broker knows its own. */
    @GET
    @Operation(
            operationId = "describeCluster",
            summary =
                    "The cluster: its id, controller, features, and brokers with their addresses and log directories.",
            description =
                    "Directories of a broker that is fenced or does not answer within a second are null; unanswered"
                            + " names those that do not answer.")
    public CompletionStage<Described> describe(@Context UriInfo uri) {
        Query.of(uri);
        Broker broker = door.broker();
        return broker.clusterQueries().logDirectories().thenApply(directories -> described(broker, directories));
    }

    private Described described(Broker broker, Directories directories) {
        MetadataImage image = broker.topics().image();
        int controller = broker.cluster().controllerId();
        return new Described(
                broker.cluster().id(),
                controller < 0 ? null : controller,
                broker.brokerId(),
                version,
                Features.finalized(),
                image.index(),
                image.topics().size(),
                image.topics().values().stream()
                        .mapToInt(topic -> topic.partitions().size())
                        .sum(),
                broker.brokers().all().stream()
                        .map(holding -> Node.of(
                                image,
                                holding,
                                directories.byBroker().get(holding.broker().id())))
                        .toList(),
                directories.unanswered());
    }
}
