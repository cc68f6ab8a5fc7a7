package io.suiro.admin;

import io.suiro.broker.Broker;
import io.suiro.broker.TopicQueries;
import io.suiro.broker.TopicStates;
import io.suiro.broker.TopicStates.State;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * One topic: shown, brought to a state that is wanted, deleted. Changes take {@code If-Match} with the tag of an earlier answer, which is compared with the metadata of
 * the broker that is asked, and {@code ?dryRun=true}.
 */
@Path("/api/v1")
public final class TopicResource {
    private final AdminDoor door;

    TopicResource(AdminDoor door) {
        this.door = door;
    }

    /**
     * The state that is wanted. What is null stays as it is, or becomes the brokers' default in a new topic.
     *
     * @param replicationFactor changes by a reassignment, which goes on after the answer
     * @param configs all that are to be set for this topic: others go back to their defaults
     */
    @Schema(name = "TopicState", examples = """
            {"partitions":6,"replicationFactor":1,"configs":{"retention.ms":"3600000"}}""")
    public record Wanted(
            @Nullable @Min(1) Integer partitions,
            @Nullable @Min(1) @Max(Short.MAX_VALUE) Integer replicationFactor,
            @Nullable Map<String, @NotNull String> configs) {}

    /**
     * More partitions.
     *
     * @param count of all, those not counted out that there are
     * @param replicas of each new partition the brokers that are to hold it, the preferred leader first; null to have them placed
     */
    @Schema(name = "MorePartitions", examples = """
            {"count":12}""")
    public record Growth(
            @NotNull @Min(1) Integer count,

            @Nullable @Size(min = 1) List<@NotEmpty List<@NotNull @Min(0) Integer>> replicas) {}

    /** A topic that is gone, or would be. */
    @Schema(name = "DeletedTopic", examples = """
            {"name":"orders","topicId":"pOsPz0U6Sd2t2yJ6Il4oVw","partitions":6,"dryRun":false}""")
    public record Deleted(String name, String topicId, int partitions, boolean dryRun) {}

    /** With what its leaders and the holders of its replicas say; 404 if there is none. */
    @GET
    @Path("topics/{topic}")
    @Operation(
            operationId = "describeTopic",
            summary = "All about a topic; its ETag names the state that was chosen for it.")
    @Extension(name = ApiDocument.REFUSALS, value = "404")
    @Extension(name = ApiDocument.TAGGED, value = "200")
    public CompletionStage<RestResponse<TopicView>> describe(@PathParam("topic") String name) {
        Broker broker = door.broker();
        TopicImage topic = existing(broker, name);
        State state = broker.topicStates().state(topic);
        TopicQueries queries = broker.topicQueries();
        return queries.ranges(topic).thenCombine(queries.sizes(topic), (ranges, sizes) -> {
            TopicView view = TopicView.of(
                    broker.topics().image(),
                    topic,
                    state,
                    ranges,
                    sizes,
                    broker.configs()
                            .describe(new ConfigResource(ConfigResource.Type.TOPIC, name))
                            .orThrow());
            return RestResponse.ResponseBuilder.ok(view)
                    .header(EntityTag.HEADER, EntityTag.of(topic.id(), state).value())
                    .header("Cache-Control", "no-store")
                    .build();
        });
    }

    private static TopicImage existing(Broker broker, String name) {
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + name + ".");
        }
        return topic;
    }

    /**
     * Makes the topic so, or creates it (201). Repeated it changes nothing. 412 if a condition does not hold, 422 for what cannot be: fewer partitions, a setting that
     * there is not, too few brokers. If it fails halfway what was done stays; repeat it.
     */
    @PUT
    @Path("topics/{topic}")
    @Operation(
            operationId = "putTopic",
            summary = "Makes a topic as it is wanted, or creates it; repeated it changes nothing.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "201 412 422 504")
    @Extension(name = ApiDocument.TAGGED, value = "200 201")
    @Needs(Role.OPERATOR)
    public CompletionStage<RestResponse<TopicChange>> put(
            @PathParam("topic") String name,
            @Context UriInfo uri,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch,
            @Parameter(description = "With * only a topic that is not there is created.")
                    @HeaderParam(EntityTag.IF_NONE_MATCH)
                    @Nullable
                    String ifNoneMatch,
            @NotNull @Valid Wanted wanted) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        Broker broker = door.broker();
        TopicImage topic = broker.topics().image().topic(name);
        if (topic == null) {
            EntityTag.checkAbsent("topic", ifMatch);
            return TopicsResource.create(
                    broker,
                    new TopicsResource.NewTopic(
                            name, wanted.partitions, wanted.replicationFactor, null, wanted.configs),
                    dryRun,
                    uri);
        }
        State before = broker.topicStates().state(topic);
        EntityTag.of(topic.id(), before).check(ifMatch, ifNoneMatch);
        TopicFields.checkConfigs(wanted.configs);
        return TopicFields.locate(broker.topicStates()
                        .reach(
                                topic,
                                new TopicStates.Wanted(wanted.partitions, wanted.replicationFactor, wanted.configs),
                                dryRun))
                .thenApply(after -> changed(topic, before, after, dryRun));
    }

    private static RestResponse<TopicChange> changed(TopicImage topic, State before, State after, boolean dryRun) {
        TopicChange change = new TopicChange(
                topic.name(), topic.id().toString(), dryRun, false, TopicChange.changes(before, after), after);
        return RestResponse.ResponseBuilder.ok(change)
                .header(
                        EntityTag.HEADER,
                        EntityTag.of(topic.id(), dryRun ? before : after).value())
                .build();
    }

    /** 404 if there is no such topic, 412 if the condition does not hold, 422 if there would not be more, or they cannot be held so. */
    @POST
    @Path("topics/{topic}/partitions")
    @Operation(operationId = "addPartitions", summary = "Gives a topic more partitions.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 412 422 504")
    @Extension(name = ApiDocument.TAGGED, value = "200")
    @Needs(Role.OPERATOR)
    public CompletionStage<RestResponse<TopicChange>> grow(
            @PathParam("topic") String name,
            @Context UriInfo uri,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid Growth wanted) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        Broker broker = door.broker();
        TopicImage topic = existing(broker, name);
        State before = broker.topicStates().state(topic);
        EntityTag.of(topic.id(), before).check(ifMatch);
        CreatePartitions command = new CreatePartitions(name, wanted.count, wanted.replicas, dryRun);
        return TopicFields.locate(broker.topics().createPartitions(command).thenApply(Outcome::orThrow))
                .thenApply(grown -> changed(
                        topic,
                        before,
                        new State(grown.partitions().size(), before.replicationFactor(), before.configs()),
                        dryRun));
    }

    /** With all its records. 404 if there is no such topic, 409 if the brokers do not delete topics, 412 if the condition does not hold. */
    @DELETE
    @Path("topics/{topic}")
    @Operation(operationId = "deleteTopic", summary = "Deletes a topic with all its records.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 409 412 504")
    public CompletionStage<Deleted> delete(
            @PathParam("topic") String name,
            @Context UriInfo uri,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        Broker broker = door.broker();
        TopicImage topic = existing(broker, name);
        EntityTag.of(topic.id(), broker.topicStates().state(topic)).check(ifMatch);
        if (dryRun && !broker.settings().booleanOf("delete.topic.enable")) {
            throw new Refused(Errors.TOPIC_DELETION_DISABLED);
        }
        return (dryRun
                        ? CompletableFuture.completedFuture(topic)
                        : broker.topics().delete(topic.id()).thenApply(Outcome::orThrow))
                .thenApply(gone -> new Deleted(
                        gone.name(), gone.id().toString(), gone.partitions().size(), dryRun));
    }
}
