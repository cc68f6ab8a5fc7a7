package io.suiro.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * What the OpenAPI document says that is the same for many operations: refusals, the parameter of dry runs, and the role that it takes, as {@link Guard} asks for it. At build
 * time. An operation names in {@link #REFUSALS} the statuses that it has beside those that all have, and in {@link #TAGGED} those whose answers have an entity tag.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {
    static final String DRY_RUN = "dryRun";
    static final String REFUSALS = "x-statuses";
    static final String TAGGED = "x-tagged";

    /** The security scheme: HTTP Basic. What an operation requires of it is a role. */
    static final String USERS = "users";

    private static final String OK = "200";
    private static final String CREATED = "201";
    private static final String NOT_JSON = "415";
    private static final String PROBLEM = "Problem";
    private static final List<String> OF_ALL = List.of("400", "401", "403", "421", "503");
    private static final Map<String, Refusal> BY_STATUS = new TreeMap<>(Map.ofEntries(
            Map.entry("400", new Refusal("BadRequest", "A parameter or a member of the body makes no sense.", """
                            {"title":"The request is not valid.","status":400,"detail":"partitions must be greater than or equal to 1","kafkaError":"INVALID_REQUEST","field":"partitions"}""")),
            Map.entry(
                    "401",
                    new Refusal(
                            "Unauthorized",
                            "There are users, and nobody said who asks, or the password is wrong.",
                            """
                            {"title":"Who are you?","status":401,"detail":"A name and its password are wanted, as HTTP's Basic has it.","kafkaError":"SASL_AUTHENTICATION_FAILED"}""")),
            Map.entry("403", new Refusal("Forbidden", "The user's role does not reach so far.", """
                            {"title":"Cluster authorization failed.","status":403,"detail":"This takes the role operator; vera has the role viewer.","kafkaError":"CLUSTER_AUTHORIZATION_FAILED"}""")),
            Map.entry("404", new Refusal("NotFound", "There is no such thing.", """
                            {"title":"This server does not host this topic-partition.","status":404,"detail":"There is no topic orders.","kafkaError":"UNKNOWN_TOPIC_OR_PARTITION"}""")),
            Map.entry("409", new Refusal("Conflict", "Not as things stand.", """
                            {"title":"The group is not empty.","status":409,"detail":"The group is not empty.","kafkaError":"NON_EMPTY_GROUP"}""")),
            Map.entry("412", new Refusal("PreconditionFailed", "If-Match or If-None-Match does not hold.", """
                            {"title":"Precondition Failed","status":412,"detail":"If-None-Match: the topic is there already.","kafkaError":"INVALID_REQUEST"}""")),
            Map.entry("413", new Refusal("TooLarge", "More than the topic takes at once.", """
                            {"title":"The request included a message larger than the max message size the server will accept.","status":413,"detail":"The batch is larger than max.message.bytes.","kafkaError":"MESSAGE_TOO_LARGE"}""")),
            Map.entry(
                    NOT_JSON, new Refusal("NotJson", "The body is not JSON, or a POST does not say that it is.", """
                            {"title":"Unsupported Media Type","status":415,"detail":"Content-Type: application/json is wanted, also without a body.","kafkaError":"INVALID_REQUEST"}""")),
            Map.entry(
                    "421",
                    new Refusal(
                            "Misdirected", "There are no users, and the broker is not known by the host's name.", """
                            {"title":"Misdirected Request","status":421,"detail":"This broker is not known as evil.example. Without users it answers to addresses, localhost and the names in suiro.admin.hosts.","kafkaError":"INVALID_REQUEST"}""")),
            Map.entry("422", new Refusal("Unprocessable", "Well said, but it cannot be.", """
                            {"title":"Replication factor is below 1 or larger than the number of available brokers.","status":422,"detail":"There are 1 brokers for 3 replicas.","kafkaError":"INVALID_REPLICATION_FACTOR","field":"replicationFactor"}""")),
            Map.entry(
                    "503",
                    new Refusal(
                            "Unavailable",
                            "This broker, a leader or a coordinator cannot answer now; later it may.",
                            """
                            {"title":"The broker is not available.","status":503,"detail":"This broker is still starting.","kafkaError":"BROKER_NOT_AVAILABLE"}""")),
            Map.entry("504", new Refusal("TimedOut", "No answer in time; it may have been done, or may yet.", """
                            {"title":"The request timed out.","status":504,"detail":"The request timed out.","kafkaError":"REQUEST_TIMED_OUT"}"""))));

    private record Refusal(String name, String description, String example) {
        APIResponse reference() {
            return OASFactory.createAPIResponse().ref("#/components/responses/" + name);
        }
    }

    private final IndexView classes;

    /** @param classes of the application */
    public ApiDocument(IndexView classes) {
        this.classes = classes;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components =
                document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
        components.addSchema(PROBLEM, problem());
        BY_STATUS.values().forEach(refusal -> components.addResponse(refusal.name, response(refusal)));
        components.addParameter(
                DRY_RUN,
                OASFactory.createParameter()
                        .name(DRY_RUN)
                        .in(Parameter.In.QUERY)
                        .description("Check and tell, and change nothing.")
                        .schema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.BOOLEAN)
                                .defaultValue(false)));
        components.addHeader(
                EntityTag.HEADER,
                OASFactory.createHeader()
                        .description("Names what is there after the request; a later change may be bound to it with "
                                + EntityTag.IF_MATCH + ".")
                        .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        components.addSecurityScheme(
                USERS,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("basic")
                        .description("Of suiro.admin.users, where there are any; without them nothing is asked. What an"
                                + " operation requires is the least role: viewer, operator or admin."));
        document.setComponents(components);
        if (document.getPaths() != null) {
            Map<String, Role> roles = roles();
            document.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                    .forEach((method, operation) -> {
                        operation.setTags(List.of(collection(path)));
                        complete(operation, method, roles.get(operation.getOperationId()));
                    }));
        }
    }

    /** What a path is about: {@code topics} of <code>/api/v1/topics/{topic}</code>. */
    private static String collection(String path) {
        return path.split("/", -1)[3];
    }

    /** Of the operations whose methods say it, by their ids. */
    private Map<String, Role> roles() {
        Map<String, Role> roles = new HashMap<>();
        for (AnnotationInstance needs : classes.getAnnotations(Needs.class)) {
            AnnotationInstance operation =
                    needs.target().asMethod().annotation(org.eclipse.microprofile.openapi.annotations.Operation.class);
            roles.put(
                    operation.value("operationId").asString(),
                    Role.valueOf(needs.value().asEnum()));
        }
        return roles;
    }

    private static Schema problem() {
        Schema schema = OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
        Map<String, String> members = new LinkedHashMap<>();
        members.put("title", "The same for each of its kind.");
        members.put("detail", "Of this one, a sentence.");
        members.put("kafkaError", "The name of Kafka's error code.");
        members.put(
                "field", "The member of the body, or the parameter, that is to blame; left out if that is not one.");
        members.forEach((name, description) -> schema.addProperty(
                name,
                OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description)));
        schema.addProperty(
                "status",
                OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).description("Of HTTP."));
        return schema;
    }

    private static APIResponse response(Refusal refusal) {
        Example example = OASFactory.createExample();
        try {
            example.setValue(new ObjectMapper().readValue(refusal.example, Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        MediaType type = OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM))
                .addExample(refusal.name, example);
        Content content = OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, type);
        return OASFactory.createAPIResponse().description(refusal.description).content(content);
    }

    /** Answers in the order of their codes. What the extension itself makes of constraints on bodies has no example, and goes. */
    private static void complete(Operation operation, PathItem.HttpMethod method, @Nullable Role said) {
        boolean looks = method == PathItem.HttpMethod.GET;
        Role role = said == null ? Guard.unsaid(method.name()) : said;
        operation.setSecurity(List.of(
                OASFactory.createSecurityRequirement().addScheme(USERS, List.of(role.toString())),
                OASFactory.createSecurityRequirement()));
        Map<String, APIResponse> all = new TreeMap<>(operation.getResponses().getAPIResponses());
        OF_ALL.forEach(status -> all.put(status, refusal(status)));
        if (!looks) {
            all.put(NOT_JSON, refusal(NOT_JSON));
        }
        for (String status : statuses(operation, REFUSALS)) {
            all.put(status, status.equals(CREATED) ? created(all) : refusal(status));
        }
        for (String status : statuses(operation, TAGGED)) {
            Objects.requireNonNull(all.get(status))
                    .addHeader(EntityTag.HEADER, OASFactory.createHeader().ref(EntityTag.HEADER));
        }
        operation.getResponses().setAPIResponses(new LinkedHashMap<>(all));
    }

    /** Those that an extension of the operation names, which is taken out. */
    private static List<String> statuses(Operation operation, String extension) {
        Object named = operation.getExtensions() == null
                ? null
                : operation.getExtensions().get(extension);
        if (named == null) {
            return List.of();
        }
        operation.removeExtension(extension);
        return List.of(named.toString().split(" ", -1));
    }

    private static APIResponse created(Map<String, APIResponse> all) {
        APIResponse ok = all.get(OK);
        if (ok == null) {
            throw new IllegalStateException("nothing is said of " + OK);
        }
        return OASFactory.createAPIResponse().description("Created").content(ok.getContent());
    }

    private static APIResponse refusal(String status) {
        Refusal refusal = BY_STATUS.get(status);
        if (refusal == null) {
            throw new IllegalStateException("nothing is said of " + status);
        }
        return refusal.reference();
    }
}
