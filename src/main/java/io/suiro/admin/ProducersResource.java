package io.suiro.admin;

import io.suiro.broker.Broker;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.ActiveProducer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Idempotent and transactional producers that write to a topic (KIP-664). */
@Path("/api/v1/producers")
public final class ProducersResource {
    private static final int LIMIT = 100;
    private static final int MOST = 1_000;

    private final AdminDoor door;

    ProducersResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * Producers, by partition, those that wrote last first.
     *
     * @param total of all that there are, in the answer or not
     * @param refused partitions whose leader has not told
     */
    @Schema(name = "ProducersPage", examples = """
                    {"producers":[{"partition":0,"producerId":2001,"producerEpoch":3,"lastSequence":41,"lastTimestamp":"2026-11-27T06:00:00Z","coordinatorEpoch":0,"transactionStart":4711}],"total":1,"refused":{}}""")
    public record Page(List<Producer> producers, int total, SortedMap<Integer, String> refused) {}

    /**
     * A producer id in a partition.
     *
     * @param lastSequence of its last record, null if this epoch has written none
     * @param coordinatorEpoch of the last marker, null if there was none
     * @param transactionStart where its open transaction begins, null if none is open
     */
    public record Producer(
            int partition,
            long producerId,
            int producerEpoch,
            @Nullable Integer lastSequence,
            Instant lastTimestamp,
            @Nullable Integer coordinatorEpoch,
            @Nullable Long transactionStart) {
        private static Producer of(int partition, ActiveProducer producer) {
            return new Producer(
                    partition,
                    producer.producerId(),
                    producer.producerEpoch(),
                    producer.lastSequence() < 0 ? null : producer.lastSequence(),
                    Instant.ofEpochMilli(producer.lastTimestampMs()),
                    producer.coordinatorEpoch() < 0 ? null : producer.coordinatorEpoch(),
                    producer.currentTxnStartOffset() < 0 ? null : producer.currentTxnStartOffset());
        }
    }

    /** As the leaders know them. 404 for a topic or partition that does not exist. */
    @GET
    @Operation(
            operationId = "listProducers",
            summary = "Idempotent and transactional producers of a topic's partitions, as their leaders know them.")
    @Parameter(
            name = "topic",
            in = ParameterIn.QUERY,
            required = true,
            description = "Whose.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "partition",
            in = ParameterIn.QUERY,
            description = "Which ones; all of them unless told.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = Integer.class))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Producers in the answer: 100, at most 1000.",
            schema = @Schema(type = SchemaType.INTEGER))
    @Extension(name = ApiDocument.REFUSALS, value = "404")
    public CompletionStage<Page> list(@Context UriInfo uri) {
        Query query = Query.of(uri, "topic", "partition", "limit");
        String name = query.text("topic");
        if (name == null) {
            throw new RefusedField("topic", Errors.INVALID_REQUEST, "topic: say whose producers are wanted.");
        }
        int limit = query.number("limit", LIMIT, 1, MOST);
        Broker broker = door.broker();
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + name + ".");
        }
        TreeSet<Integer> wanted = new TreeSet<>();
        query.all("partition").forEach(value -> wanted.add(existing(value, topic)));
        if (wanted.isEmpty()) {
            IntStream.range(0, topic.partitions().size()).forEach(wanted::add);
        }
        return broker.producerQueries().active(topic, wanted).thenApply(found -> page(found, limit));
    }

    private static int existing(String value, TopicImage topic) {
        int partition = (int) Query.number("partition", value, 0, Integer.MAX_VALUE);
        if (topic.partition(partition) == null) {
            throw new RefusedField(
                    "partition",
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "There is no partition " + new TopicPartition(topic.name(), partition) + ".");
        }
        return partition;
    }

    private static Page page(Map<Integer, Outcome<List<ActiveProducer>>> found, int limit) {
        List<Producer> producers = new ArrayList<>();
        SortedMap<Integer, String> refused = new TreeMap<>();
        found.forEach((partition, outcome) -> {
            switch (outcome) {
                case Outcome.Ok<List<ActiveProducer>>(List<ActiveProducer> active) ->
                    active.stream()
                            .map(producer -> Producer.of(partition, producer))
                            .sorted(Comparator.comparing(Producer::lastTimestamp)
                                    .reversed()
                                    .thenComparing(Producer::producerId))
                            .forEach(producers::add);
                case Outcome.Failed<List<ActiveProducer>>(Errors code, String detail) ->
                    refused.put(partition, code + ": " + detail);
            }
        });
        return new Page(
                List.copyOf(producers.subList(0, Math.min(limit, producers.size()))), producers.size(), refused);
    }
}
