package io.suiro.admin;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.suiro.broker.Broker;
import io.suiro.broker.InternalTopics;
import io.suiro.broker.TopicStates;
import io.suiro.broker.TopicStates.State;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.ReplicaPlan;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** All topics: found page by page, and created. From the metadata of the broker that is asked. */
@Path("/api/v1")
public final class TopicsResource {
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final AdminDoor door;

    TopicsResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * Topics in the order of their names.
     *
     * @param total of all that were asked for, on whichever page
     * @param next what {@code after} is to be for the next page, null on the last
     */
    @Schema(name = "TopicsPage", examples = """
            {"topics":[{"name":"orders","topicId":"pOsPz0U6Sd2t2yJ6Il4oVw","internal":false,"partitions":6,"replicationFactor":3,"offline":0,"underReplicated":0,"reassigning":0}],"total":1,"next":null}""")
    public record Page(
            List<Listed> topics, int total, @Nullable String next) {}

    /**
     * A topic.
     *
     * @param replicationFactor of its first partition, once nothing is under way any more
     * @param offline partitions without a leader
     * @param underReplicated partitions of which a replica is not in sync, those not counted that a reassignment brings
     * @param reassigning partitions on their way to other replicas
     */
    @Schema(name = "ListedTopic")
    public record Listed(
            String name,
            String topicId,
            boolean internal,
            int partitions,
            int replicationFactor,
            int offline,
            int underReplicated,
            int reassigning) {}

    /**
     * A topic that is wanted.
     *
     * @param partitions the brokers' default if null
     * @param replicationFactor likewise
     * @param replicas instead of both: of each partition the brokers that are to hold it, the preferred leader first
     * @param configs by Kafka's names
     */
    @Schema(examples = """
            {"name":"invoices","partitions":6,"replicationFactor":1,"configs":{"retention.ms":"3600000"}}""")
    public record NewTopic(
            @NotBlank String name,
            @Nullable @Min(1) Integer partitions,
            @Nullable @Min(1) @Max(Short.MAX_VALUE) Integer replicationFactor,
            @Nullable @Size(min = 1) List<@NotEmpty List<@NotNull @Min(0) Integer>> replicas,
            @Nullable Map<String, @NotNull String> configs) {}

    /**
     * A page. Parameters: {@code name}, part of it; {@code pattern}, RE2, of the whole name; {@code internal} to see the brokers' own topics as well; {@code limit}, at
     * most {@value #LARGEST_PAGE}; {@code after}, a name, whether or not there is such a topic.
     */
    @GET
    @Path("topics")
    @Operation(operationId = "listTopics", summary = "Topics, page by page.")
    @Parameter(
            name = "name",
            in = ParameterIn.QUERY,
            description = "Part of the names.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "pattern",
            in = ParameterIn.QUERY,
            description = "A regular expression (RE2) of whole names.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "internal",
            in = ParameterIn.QUERY,
            description = "The brokers' own topics as well.",
            schema = @Schema(type = SchemaType.BOOLEAN))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Topics in the answer: 100, at most 1000.",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "after",
            in = ParameterIn.QUERY,
            description = "The next of the page before.",
            schema = @Schema(type = SchemaType.STRING))
    public Page list(@Context UriInfo uri) {
        Query query = Query.of(uri, "name", "pattern", "internal", "limit", "after");
        Predicate<String> wanted = wanted(query);
        int limit = query.number("limit", PAGE, 1, LARGEST_PAGE);
        String after = query.text("after");
        MetadataImage image = door.broker().topics().image();
        List<String> page = new ArrayList<>();
        int total = 0;
        boolean isLast = true;
        for (String name : image.topicIds().keySet()) {
            if (wanted.test(name)) {
                total++;
                if (after == null || name.compareTo(after) > 0) {
                    isLast = page.size() < limit;
                    if (isLast) {
                        page.add(name);
                    }
                }
            }
        }
        return new Page(
                page.stream()
                        .map(name -> listed(Objects.requireNonNull(image.topic(name))))
                        .toList(),
                total,
                isLast ? null : page.getLast());
    }

    private static Predicate<String> wanted(Query query) {
        boolean internal = query.flag("internal");
        String part = query.text("name");
        String pattern = query.text("pattern");
        Pattern compiled = pattern == null ? null : compiled(pattern);
        return name -> (internal || !InternalTopics.contains(name))
                && (part == null || name.contains(part))
                && (compiled == null || compiled.matches(name));
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw Query.refused("pattern", pattern, "no regular expression of RE2: " + e.getDescription());
        }
    }

    private static Listed listed(TopicImage topic) {
        int offline = 0;
        int underReplicated = 0;
        int reassigning = 0;
        for (PartitionImage partition : topic.partitions()) {
            offline += partition.hasLeader() ? 0 : 1;
            reassigning += partition.isReassigning() ? 1 : 0;
            List<Integer> settled = new ArrayList<>(partition.replicas());
            settled.removeAll(partition.adding());
            underReplicated += new HashSet<>(partition.isr()).containsAll(settled) ? 0 : 1;
        }
        return new Listed(
                topic.name(),
                topic.id().toString(),
                InternalTopics.contains(topic.name()),
                topic.partitions().size(),
                ReplicaPlan.lasting(topic.partitions().getFirst()).size(),
                offline,
                underReplicated,
                reassigning);
    }

    /**
     * 201 and the topic, or with {@code ?dryRun=true} 200 and what would be. 409 if there is one of that name, 422 for a name, a number or a setting that cannot be, or
     * without enough brokers.
     */
    @POST
    @Path("topics")
    @Operation(operationId = "createTopic", summary = "Creates a topic.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "201 409 422 504")
    @Extension(name = ApiDocument.TAGGED, value = "201")
    @Needs(Role.OPERATOR)
    public CompletionStage<RestResponse<TopicChange>> create(@Context UriInfo uri, @NotNull @Valid NewTopic wanted) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        return create(door.broker(), wanted, dryRun, uri);
    }

    static CompletionStage<RestResponse<TopicChange>> create(
            Broker broker, NewTopic wanted, boolean dryRun, UriInfo uri) {
        TopicFields.checkConfigs(wanted.configs);
        Map<String, String> configs = wanted.configs == null ? Map.of() : wanted.configs;
        CreateTopic command = new CreateTopic(
                wanted.name,
                wanted.partitions == null ? -1 : wanted.partitions,
                wanted.replicationFactor == null ? -1 : wanted.replicationFactor.shortValue(),
                byPartition(wanted.replicas),
                configs,
                dryRun);
        return TopicFields.locate(broker.topics().create(command).thenApply(Outcome::orThrow))
                .thenApply(topic -> created(topic, configs, dryRun, uri));
    }

    private static RestResponse<TopicChange> created(
            TopicImage topic, Map<String, String> configs, boolean dryRun, UriInfo uri) {
        State state = TopicStates.created(topic, configs);
        TopicChange change = new TopicChange(
                topic.name(),
                dryRun ? null : topic.id().toString(),
                dryRun,
                true,
                TopicChange.changes(null, state),
                state);
        return dryRun
                ? RestResponse.ok(change)
                : RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, change)
                        .header(
                                EntityTag.HEADER,
                                EntityTag.of(topic.id(), state).value())
                        .location(uri.getBaseUriBuilder()
                                .path("api/v1/topics")
                                .path(topic.name())
                                .build())
                        .build();
    }

    private static Map<Integer, List<Integer>> byPartition(@Nullable List<List<Integer>> replicas) {
        Map<Integer, List<Integer>> byPartition = new HashMap<>();
        if (replicas != null) {
            for (int partition = 0; partition < replicas.size(); partition++) {
                byPartition.put(partition, replicas.get(partition));
            }
        }
        return byPartition;
    }
}
