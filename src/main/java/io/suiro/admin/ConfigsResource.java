package io.suiro.admin;

import io.suiro.broker.Broker;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.TopicImage;
import io.suiro.config.BrokerSettings;
import io.suiro.config.PerGroupSettings;
import io.suiro.config.SettingTable;
import io.suiro.config.TopicSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Settings of a topic, of a group, of a broker, and with the name {@code default} of all brokers. Whichever broker is asked. */
@Path("/api/v1/configs/{kind}/{name}")
public final class ConfigsResource {
    private static final String ALL_BROKERS = "default";

    private final AdminDoor door;

    ConfigsResource(AdminDoor door) {
        this.door = door;
    }

    /** Whose settings, as in the path. */
    public enum Kind {
        TOPICS,
        BROKERS,
        GROUPS;

        /**
         * As it stands in the path.
         *
         * @throws NotFoundException for another
         */
        public static Kind fromString(String text) {
            return switch (text) {
                case "topics" -> TOPICS;
                case "brokers" -> BROKERS;
                case "groups" -> GROUPS;
                default ->
                    throw new NotFoundException(
                            "There are settings of topics, brokers and groups, not of " + text + ".");
            };
        }

        ConfigResource resource(String name) {
            return switch (this) {
                case TOPICS -> new ConfigResource(ConfigResource.Type.TOPIC, name);
                case BROKERS -> new ConfigResource(ConfigResource.Type.BROKER, name.equals(ALL_BROKERS) ? "" : name);
                case GROUPS -> new ConfigResource(ConfigResource.Type.GROUP, name);
            };
        }

        SettingTable table() {
            return switch (this) {
                case TOPICS -> TopicSettings.TABLE;
                case BROKERS -> BrokerSettings.TABLE;
                case GROUPS -> PerGroupSettings.TABLE;
            };
        }
    }

    /**
     * What is to be changed (KIP-339), by Kafka's names; what is not named stays.
     *
     * @param delete these go back to where their values come from otherwise
     * @param append items of lists
     * @param subtract items of lists
     */
    @Schema(name = "ConfigChanges", examples = """
            {"set":{"retention.ms":"60000"},"delete":["segment.ms"],"append":{"cleanup.policy":"compact"},"subtract":{}}""")
    public record Changes(
            @Nullable Map<String, @NotNull String> set,
            @Nullable List<@NotBlank String> delete,
            @Nullable Map<String, @NotNull String> append,
            @Nullable Map<String, @NotNull String> subtract) {}

    /**
     * All that is to be set for the resource itself, by Kafka's names; what is not named goes back to where its value comes from otherwise.
     */
    @Schema(name = "WantedConfigs", examples = """
            {"configs":{"retention.ms":"60000"}}""")
    public record Wanted(@NotNull Map<String, @NotNull String> configs) {}

    /**
     * What has been changed, or would be.
     *
     * @param changes of what is set for this resource itself; empty if it was so already
     * @param configs all that is set for it from now on, values in canonical form
     */
    @Schema(name = "ChangedConfigs", examples = """
            {"dryRun":false,"changes":[{"name":"retention.ms","from":"3600000","to":"60000"}],"configs":{"retention.ms":"60000"}}""")
    public record Changed(boolean dryRun, List<SettingChange> changes, SortedMap<String, String> configs) {}

    /**
     * In Kafka's order. Parameters: {@code name}, part of the settings' names; {@code set}, those only that are not at Kafka's default. 404 for a topic or broker that
     * does not exist; a group may have settings before it does. 503 if the broker does not answer.
     */
    @GET
    @Operation(
            operationId = "describeConfigs",
            summary =
                    "Settings with defaults, sources and documentation; the ETag names those set for the resource itself.")
    @Parameter(
            name = "name",
            in = ParameterIn.QUERY,
            description = "Part of the names of settings.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "set",
            in = ParameterIn.QUERY,
            description = "Those only that differ from Kafka's defaults.",
            schema = @Schema(type = SchemaType.BOOLEAN))
    @Extension(name = ApiDocument.REFUSALS, value = "404")
    @Extension(name = ApiDocument.TAGGED, value = "200")
    public CompletionStage<RestResponse<List<SettingView>>> describe(
            @PathParam("kind") Kind kind, @PathParam("name") String name, @Context UriInfo uri) {
        Query query = Query.of(uri, "name", "set");
        boolean onlySet = query.flag("set");
        String part = query.text("name");
        Broker broker = door.broker();
        ConfigResource resource = kind.resource(name);
        broker.configQueries().check(resource);
        EntityTag tag = tag(broker, resource, own(broker, kind, resource));
        return broker.configQueries().describe(resource).thenApply(all -> RestResponse.ResponseBuilder.ok(all.stream()
                        .filter(setting -> part == null || setting.name().contains(part))
                        .filter(setting -> !onlySet || SettingChange.isSet(setting))
                        .map(SettingView::of)
                        .toList())
                .header(EntityTag.HEADER, tag.value())
                .header("Cache-Control", "no-store")
                .build());
    }

    private static SortedMap<String, String> own(Broker broker, Kind kind, ConfigResource resource) {
        return kind.table().canonical(broker.topics().image().configs(resource));
    }

    private static EntityTag tag(Broker broker, ConfigResource resource, SortedMap<String, String> own) {
        TopicImage topic = resource.type() == ConfigResource.Type.TOPIC
                ? broker.topics().image().topic(resource.name())
                : null;
        return EntityTag.of(resource, topic == null ? null : topic.id(), own);
    }

    /**
     * Sets these and no others, all of it or nothing. Repeated it changes nothing; {@code ?dryRun=true} only tells. 404 as for {@link #describe}, 412 if the condition does not
     * hold, 422 for a setting or a value that there is not, 400 for what is not changed so.
     */
    @PUT
    @Operation(
            operationId = "putConfigs",
            summary = "Sets these settings of a resource and no others; repeated it changes nothing.",
            description = "Settings of brokers take the role admin. A broker's cordon is one of them.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 412 422 504")
    @Extension(name = ApiDocument.TAGGED, value = "200")
    @Needs(Role.OPERATOR)
    public CompletionStage<RestResponse<Changed>> put(
            @PathParam("kind") Kind kind,
            @PathParam("name") String name,
            @Context UriInfo uri,
            @Context SecurityContext caller,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid Wanted wanted) {
        Change change = begin(kind, name, uri, caller, ifMatch);
        wanted.configs.forEach((setting, value) -> check(kind, "configs.", setting, value));
        SortedMap<String, String> after = kind.table().canonical(wanted.configs);
        return change.finish(change.broker.configs().replace(change.resource, after, change.dryRun), after);
    }

    /** All of it or nothing; {@code ?dryRun=true} only tells. Refused as {@link #put} is. */
    @PATCH
    @Operation(
            operationId = "alterConfigs",
            summary = "Changes settings, all of it or nothing.",
            description = "Settings of brokers take the role admin.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 412 422 504")
    @Extension(name = ApiDocument.TAGGED, value = "200")
    @Needs(Role.OPERATOR)
    public CompletionStage<RestResponse<Changed>> alter(
            @PathParam("kind") Kind kind,
            @PathParam("name") String name,
            @Context UriInfo uri,
            @Context SecurityContext caller,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid Changes wanted) {
        Change change = begin(kind, name, uri, caller, ifMatch);
        Map<String, ConfigChange> commands = SettingChange.commands(wanted);
        if (wanted.delete != null) {
            wanted.delete.stream()
                    .filter(setting -> !change.before.containsKey(setting))
                    .forEach(setting -> checkKnown(kind, setting));
        }
        if (wanted.set != null) {
            wanted.set.forEach((setting, value) -> check(kind, "set.", setting, value));
        }
        return change.finish(
                change.broker.configs().alter(change.resource, commands, change.dryRun),
                SettingChange.apply(kind.table(), change.before, commands));
    }

    private Change begin(Kind kind, String name, UriInfo uri, SecurityContext caller, @Nullable String ifMatch) {
        if (kind == Kind.BROKERS) {
            Guard.requireAdmin(caller);
        }
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        Broker broker = door.broker();
        ConfigResource resource = kind.resource(name);
        broker.configQueries().check(resource);
        SortedMap<String, String> before = own(broker, kind, resource);
        tag(broker, resource, before).check(ifMatch);
        return new Change(broker, kind, resource, before, dryRun);
    }

    /**
     * A change whose conditions hold.
     *
     * @param before what was set for the resource itself, in canonical form
     */
    private record Change(
            Broker broker, Kind kind, ConfigResource resource, SortedMap<String, String> before, boolean dryRun) {
        CompletionStage<RestResponse<Changed>> finish(
                CompletionStage<Outcome<Void>> change, SortedMap<String, String> after) {
            return change.thenApply(ConfigsResource::orThrow).thenApply(done -> RestResponse.ResponseBuilder.ok(
                            new Changed(
                                    dryRun,
                                    SettingChange.between(kind.table(), before, after),
                                    SettingChange.shown(kind.table(), after)))
                    .header(
                            EntityTag.HEADER,
                            tag(broker, resource, dryRun ? before : after).value())
                    .build());
        }
    }

    /** To delete what there is not is most likely misspelt, though it would change nothing. */
    private static void checkKnown(Kind kind, String setting) {
        if (!kind.table().contains(setting)
                && kind.table().check(setting, "") instanceof Outcome.Failed<String>(Errors code, String detail)) {
            throw new RefusedField("delete", code, detail);
        }
    }

    private static void check(Kind kind, String member, String setting, String value) {
        if (kind.table().check(setting, value) instanceof Outcome.Failed<String>(Errors code, String detail)) {
            throw new RefusedField(member + setting, code, detail);
        }
    }

    private static boolean orThrow(Outcome<Void> outcome) {
        return switch (outcome) {
            case Outcome.Ok<Void> ok -> true;
            case Outcome.Failed<Void>(Errors code, String detail) -> throw new Refused(code, detail);
        };
    }
}
