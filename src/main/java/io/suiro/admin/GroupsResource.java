package io.suiro.admin;

import io.suiro.broker.GroupQueries;
import io.suiro.error.Refused;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Groups of every type, of the whole cluster, whichever broker is asked. */
@Path("/api/v1/groups")
public final class GroupsResource {
    private static final Set<String> TYPES = Set.of("classic", "consumer", "share");
    private static final Set<String> STATES =
            Set.of("empty", "stable", "preparingrebalance", "completingrebalance", "assigning", "reconciling", "dead");

    private final AdminDoor door;
    private final GroupViews views;

    GroupsResource(AdminDoor door) {
        this.door = door;
        this.views = new GroupViews(door);
    }

    /**
     * A group.
     *
     * @param type classic, consumer (KIP-848) or share (KIP-932)
     * @param protocolType what members of a classic group are: consumer, connect ...; empty if it only stores offsets
     * @param coordinator the broker that decides for it
     */
    @Schema(name = "ListedGroup", examples = """
            {"groupId":"readers","type":"consumer","protocolType":"consumer","state":"Stable","coordinator":0}""")
    public record Listed(String groupId, String type, String protocolType, String state, int coordinator) {}

    /** A group that is forgotten, or would be. */
    @Schema(name = "DeletedGroup", examples = """
            {"groupId":"readers","dryRun":false}""")
    public record Deleted(String groupId, boolean dryRun) {}

    /**
     * In the order of their ids. 503 if a coordinator does not answer.
     *
     * @param types any if none is given
     * @param states as Kafka names them: Stable, Empty ...; any if none is given
     */
    @GET
    @Operation(operationId = "listGroups", summary = "Groups of the whole cluster, of every type.")
    public CompletionStage<List<Listed>> list(
            @Parameter(description = "classic, consumer or share; any unless told.") @QueryParam("type")
                    List<String> types,
            @Parameter(description = "As Kafka names them: Stable, Empty ...; any unless told.") @QueryParam("state")
                    List<String> states) {
        check("type", types, TYPES);
        check("state", states, STATES);
        return queries()
                .list(new ListGroupsRequestData().setTypesFilter(types).setStatesFilter(states))
                .thenApply(found -> found.stream()
                        .map(each -> new Listed(
                                each.group().groupId(),
                                each.group().groupType(),
                                each.group().protocolType(),
                                each.group().groupState(),
                                each.coordinatorId()))
                        .sorted(Comparator.comparing(Listed::groupId))
                        .toList());
    }

    private static void check(String filter, List<String> values, Set<String> known) {
        for (String value : values) {
            if (!known.contains(value.toLowerCase(Locale.ROOT))) {
                throw new Refused(Errors.INVALID_REQUEST, "There is no group " + filter + " " + value + ".");
            }
        }
    }

    /** 404 for an id that nobody has used, or not for long. */
    @GET
    @Path("{id}")
    @Operation(
            operationId = "describeGroup",
            summary = "A group: its members, what it has committed, and how far it is behind.",
            description = "The ETag names its type, state and offsets, which a reset and a deletion go by.")
    @Extension(name = ApiDocument.REFUSALS, value = "404")
    @Extension(name = ApiDocument.TAGGED, value = "200")
    public CompletionStage<RestResponse<GroupView>> describe(@PathParam("id") String id) {
        return views.describe(id).thenApply(group -> RestResponse.ResponseBuilder.ok(group)
                .header(EntityTag.HEADER, EntityTag.of(group).value())
                .header("Cache-Control", "no-store")
                .build());
    }

    /**
     * Forgets an empty group, and the offsets that it has committed. 404 as for {@link #describe}, 409 if it has members, 412 if the condition does not hold.
     */
    @DELETE
    @Path("{id}")
    @Operation(operationId = "deleteGroup", summary = "Forgets an empty group, and the offsets that it has committed.")
    @Parameter(ref = ApiDocument.DRY_RUN)
    @Extension(name = ApiDocument.REFUSALS, value = "404 409 412")
    @Needs(Role.OPERATOR)
    public CompletionStage<Deleted> delete(
            @PathParam("id") String id,
            @Context UriInfo uri,
            @Parameter(description = EntityTag.IF_MATCH_MEANS) @HeaderParam(EntityTag.IF_MATCH) @Nullable
                    String ifMatch) {
        boolean dryRun = Query.of(uri, "dryRun").flag("dryRun");
        return views.check(id, ifMatch)
                .thenCompose(holds -> dryRun ? wouldDelete(id) : queries().delete(id))
                .thenApply(done -> new Deleted(id, dryRun));
    }

    private CompletionStage<Void> wouldDelete(String id) {
        return queries()
                .describe(id, GroupView::of, GroupView::of, GroupView::of)
                .thenAccept(GroupsResource::checkEmpty);
    }

    private static void checkEmpty(GroupView group) {
        if (!group.members().isEmpty()) {
            throw new Refused(Errors.NON_EMPTY_GROUP);
        }
    }

    private GroupQueries queries() {
        return door.broker().groups().queries();
    }
}
