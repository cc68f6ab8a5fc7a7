package io.suiro.admin;

import io.suiro.admin.RecordScan.Found;
import io.suiro.admin.RecordStarts.Place;
import io.suiro.base.Stages;
import io.suiro.broker.Broker;
import io.suiro.broker.TopicQueries.Range;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Records of a topic, looked for and shown; always bounded in number, bytes and time. Those that other brokers lead are read there. */
@Path("/api/v1")
public final class RecordsResource {
    private static final int LIMIT = 100;
    private static final int MOST = 1_000;
    private static final int BYTES = 1 << 20;
    private static final int MOST_BYTES = 16 << 20;
    private static final int TIMEOUT_MS = 2_000;
    static final int LONGEST_MS = 30_000;
    /** Of the log, at a time, of all partitions together; but a batch comes whole. */
    private static final int PIECES_BYTES = 4 << 20;

    private static final int LEAST_PIECE_BYTES = 16 << 10;
    private static final int LARGEST_PIECE_BYTES = 1 << 20;

    private final AdminDoor door;

    RecordsResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * Records, those with the earlier timestamps first where partitions have a choice.
     *
     * @param ended why there are no more: end, there were none when the request came; limit, bytes or time
     * @param next where to go on in each partition
     */
    @Schema(name = "RecordsPage", examples = """
            {"records":[{"partition":0,"offset":4711,"timestamp":"2026-11-27T06:00:00Z","key":"k","keyFormat":"text","value":{"paid":true},"valueFormat":"json","headers":[{"name":"h","value":"x","format":"text"}],"bytes":15}],"ended":"limit","next":{"0":4712}}""")
    public record Page(List<RecordView> records, String ended, SortedMap<Integer, Long> next) {}

    /**
     * Parameters: where to begin ({@code partition}, {@code offset}, {@code timestamp}, {@code tail}, or {@code from}), filters ({@code key}, {@code value}, {@code
     * header}), {@code keyFormat} and {@code valueFormat}, bounds ({@code limit}, {@code bytes}, {@code timeoutMs}). 404 for a topic or partition that does not exist,
     * 503 or 504 if a leader does not answer.
     */
    @GET
    @Path("topics/{topic}/records")
    @Operation(operationId = "readRecords", summary = "Looks for records; bounded in number, bytes and time.")
    @Parameter(
            name = "partition",
            in = ParameterIn.QUERY,
            description = "Which ones; all of them unless told, at most 50.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = Integer.class))
    @Parameter(
            name = "offset",
            in = ParameterIn.QUERY,
            description = "Where to begin in each.",
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
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Records in the answer: 100, at most 1000.",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "bytes",
            in = ParameterIn.QUERY,
            description = "Bytes in the answer: 1 MiB, at most 16 MiB.",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "timeoutMs",
            in = ParameterIn.QUERY,
            description = "How long to look: 2000, at most 30000.",
            schema = @Schema(type = SchemaType.INTEGER))
    @Extension(name = ApiDocument.REFUSALS, value = "404 504")
    public Page read(@PathParam("topic") String name, @Context UriInfo uri) {
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
                "limit",
                "bytes",
                "timeoutMs");
        Broker broker = door.broker();
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + name + ".");
        }
        RecordStarts starts = RecordStarts.of(query, topic);
        RecordFilter filter = new RecordFilter(query.text("key"), query.text("value"), query.all("header"));
        RecordFormat keyFormat = RecordFormat.of("keyFormat", query.text("keyFormat"));
        RecordFormat valueFormat = RecordFormat.of("valueFormat", query.text("valueFormat"));
        RecordScan scan = new RecordScan(
                query.number("limit", LIMIT, 1, MOST),
                query.number("bytes", BYTES, 1, MOST_BYTES),
                System.nanoTime(),
                query.number("timeoutMs", TIMEOUT_MS, 1, LONGEST_MS));
        List<PartitionScan> partitions = partitions(broker, topic, starts, scan);
        try {
            Found found = scan.run(partitions, filter, keyFormat, valueFormat);
            return new Page(found.records(), found.ended().name().toLowerCase(Locale.ROOT), found.next());
        } finally {
            partitions.forEach(PartitionScan::close);
        }
    }

    static List<PartitionScan> partitions(Broker broker, TopicImage topic, RecordStarts starts, RecordScan scan) {
        Map<Integer, Range> ranges = await(broker.topicQueries().ranges(topic), LONGEST_MS);
        Map<Integer, Long> times = starts.place() instanceof Place.AtTime(long timeMs)
                ? await(broker.topicQueries().at(topic, starts.offsets().keySet(), timeMs), LONGEST_MS)
                : Map.of();
        int pieceBytes =
                Math.clamp(PIECES_BYTES / Math.max(1, starts.offsets().size()), LEAST_PIECE_BYTES, LARGEST_PIECE_BYTES);
        List<PartitionScan> partitions = new ArrayList<>();
        starts.offsets().forEach((partition, offset) -> {
            Range range = starts.range(topic.name(), partition, ranges);
            partitions.add(new PartitionScan(
                    partition,
                    starts.start(partition, range, times),
                    range.logEnd(),
                    (number, position) -> await(
                            broker.leaderBatches().read(new TopicPartition(topic.name(), number), position, pieceBytes),
                            scan.leftMs())));
        });
        return partitions;
    }

    /** Waits for a leader or a coordinator; on a worker. */
    static <T> T await(CompletionStage<T> stage, long timeoutMs) {
        try {
            return stage.toCompletableFuture().get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Refused(Errors.REQUEST_TIMED_OUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Errors.BROKER_NOT_AVAILABLE, "This broker is stopping.");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause != null && Stages.cause(cause) instanceof Refused refused
                    ? refused
                    : new IllegalStateException(e);
        }
    }
}
