package io.suiro.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.suiro.base.Stages;
import io.suiro.broker.Broker;
import io.suiro.broker.InternalTopics;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.record.RecordHeader;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Records that somebody writes to a topic. Those of partitions that other brokers lead are written there. */
@Path("/api/v1")
public final class ProductionResource {
    private static final int MOST = 1_000;

    private final AdminDoor door;

    ProductionResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * Records, in their order.
     *
     * @param keyFormat text, json, number, hex, or auto: a string is text and anything else JSON; auto if null
     * @param valueFormat likewise
     */
    @Schema(name = "NewRecords", examples = """
            {"records":[{"key":"k","value":{"paid":true},"headers":[{"name":"h","value":"x"}]}]}""")
    public record Batch(
            @NotNull @NotEmpty @Size(max = MOST) List<@NotNull @Valid Entry> records,
            @Nullable String keyFormat,
            @Nullable String valueFormat) {}

    /**
     * A record.
     *
     * @param partition chosen by the key if null, as Kafka's producer does it; without a key one is drawn for the whole request
     * @param value null for a tombstone
     * @param timestamp now if null
     */
    @Schema(name = "NewRecord")
    public record Entry(
            @Nullable @Min(0) Integer partition,
            @Nullable JsonNode key,
            @Nullable JsonNode value,
            @Nullable List<@NotNull @Valid Header> headers,
            @Nullable Instant timestamp) {}

    /** A header; its value as UTF-8. */
    @Schema(name = "NewHeader")
    public record Header(@NotBlank String name, @Nullable String value) {}

    /**
     * Where a record is.
     *
     * @param offset null if it was refused, and in a dry run
     * @param refused why, null if it was not
     */
    @Schema(name = "StoredRecord", examples = """
            {"partition":0,"offset":4711,"refused":null}""")
    public record Stored(
            int partition, @Nullable Long offset, @Nullable String refused) {}

    private record Ready(
            int partition,
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {}

    /**
     * Answers once all in-sync replicas have them, in the order of the request; those of one partition are stored together or not at all. {@code ?dryRun=true} checks
     * them and tells their partitions. 404 for a topic or partition that does not exist, 413 for too much at once, 422 for what the topic does not take; if only some partitions have
     * refused theirs, each record tells. After 503 and 504 records may be there all the same.
     */
    @POST
    @Path("topics/{topic}/records")
    @Operation(
            operationId = "writeRecords",
            summary = "Writes records, and answers once all in-sync replicas have them.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 413 422 504")
    @Needs(Role.OPERATOR)
    public CompletionStage<List<Stored>> produce(
            @PathParam("topic") String name, @Context UriInfo uri, @NotNull @Valid Batch batch) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        Broker broker = door.broker();
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + name + ".");
        }
        if (InternalTopics.contains(name)) {
            throw new Refused(Errors.INVALID_TOPIC_EXCEPTION, name + " is the brokers' own: only they write to it.");
        }
        List<Ready> records = ready(batch, topic);
        return dryRun
                ? CompletableFuture.completedFuture(records.stream()
                        .map(record -> new Stored(record.partition, null, null))
                        .toList())
                : append(broker, name, records);
    }

    private static List<Ready> ready(Batch batch, TopicImage topic) {
        RecordFormat keyFormat = RecordFormat.of("keyFormat", batch.keyFormat);
        RecordFormat valueFormat = RecordFormat.of("valueFormat", batch.valueFormat);
        int partitions = topic.partitions().size();
        int drawn = ThreadLocalRandom.current().nextInt(partitions);
        long nowMs = System.currentTimeMillis();
        List<Ready> ready = new ArrayList<>();
        for (int i = 0; i < batch.records.size(); i++) {
            Entry entry = batch.records.get(i);
            String field = "records[" + i + "].";
            ByteBuffer key = keyFormat.bytes(field + "key", entry.key);
            if (entry.partition != null && entry.partition >= partitions) {
                throw new RefusedField(
                        field + "partition",
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        "There is no partition " + new TopicPartition(topic.name(), entry.partition) + ".");
            }
            ready.add(new Ready(
                    entry.partition != null ? entry.partition : key != null ? hashed(key, partitions) : drawn,
                    entry.timestamp == null ? nowMs : milliseconds(field + "timestamp", entry.timestamp),
                    key,
                    valueFormat.bytes(field + "value", entry.value),
                    headers(entry)));
        }
        return ready;
    }

    private static int hashed(ByteBuffer key, int partitions) {
        return Utils.toPositive(Utils.murmur2(Utils.toArray(key))) % partitions;
    }

    private static long milliseconds(String field, Instant timestamp) {
        try {
            long timestampMs = timestamp.toEpochMilli();
            if (timestampMs >= 0) {
                return timestampMs;
            }
        } catch (ArithmeticException e) {
            // the same answer
        }
        throw new RefusedField(field, Errors.INVALID_REQUEST, field + ": a time after 1970 is wanted.");
    }

    private static List<RecordHeader> headers(Entry entry) {
        return entry.headers == null
                ? List.of()
                : entry.headers.stream()
                        .map(header -> new RecordHeader(
                                header.name,
                                header.value == null ? null : ByteBuffer.wrap(header.value.getBytes(UTF_8))))
                        .toList();
    }

    private static CompletionStage<List<Stored>> append(Broker broker, String topic, List<Ready> records) {
        SortedMap<Integer, BatchBuilder> batches = new TreeMap<>();
        List<Integer> places = new ArrayList<>();
        for (Ready record : records) {
            BatchBuilder batch = batches.computeIfAbsent(record.partition, partition -> new BatchBuilder(Codec.NONE));
            places.add(batch.count());
            batch.append(record.timestampMs, record.key, record.value, record.headers);
        }
        List<Integer> partitions = List.copyOf(batches.keySet());
        return Stages.all(batches.entrySet().stream()
                        .map(batch -> broker.leaderBatches()
                                .append(
                                        new TopicPartition(topic, batch.getKey()),
                                        batch.getValue().build()))
                        .toList())
                .thenApply(outcomes -> {
                    if (outcomes.stream().noneMatch(Outcome.Ok.class::isInstance)) {
                        var _ = outcomes.getFirst().orThrow();
                    }
                    List<Stored> stored = new ArrayList<>();
                    for (int i = 0; i < records.size(); i++) {
                        int partition = records.get(i).partition;
                        stored.add(stored(partition, outcomes.get(partitions.indexOf(partition)), places.get(i)));
                    }
                    return stored;
                });
    }

    private static Stored stored(int partition, Outcome<Long> outcome, int place) {
        return switch (outcome) {
            case Outcome.Ok<Long>(Long first) -> new Stored(partition, first + place, null);
            case Outcome.Failed<Long>(Errors code, String detail) -> new Stored(partition, null, code + ": " + detail);
        };
    }
}
