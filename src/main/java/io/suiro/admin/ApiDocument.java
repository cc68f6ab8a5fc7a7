package io.suiro.admin;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What the OpenAPI document says of the admin API as a whole, and the parameters and refusals that its operations refer to. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Suiro",
                        version = "v1",
                        description =
                                "Administration of a Kafka-compatible broker and its cluster, through any of its brokers."
                                        + " Refusals are RFC 9457 problems, with Kafka's error and the field that is to blame."),
        components =
                @Components(
                        parameters = {
                            @Parameter(
                                    name = ApiDocument.DRY_RUN,
                                    in = ParameterIn.QUERY,
                                    description = "Check and tell, and change nothing.",
                                    example = "true",
                                    schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false")),
                        },
                        responses = {
                            @APIResponse(
                                    name = ApiDocument.BAD_REQUEST,
                                    description = "A parameter or a member of the body makes no sense.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "parameter", value = """
                                                                            {"title":"The request is not valid.","status":400,"detail":"partitions must be greater than or equal to 1","kafkaError":"INVALID_REQUEST","field":"partitions"}"""))),
                            @APIResponse(
                                    name = ApiDocument.UNAUTHORIZED,
                                    description =
                                            "There are users, and nobody said who asks, or the password is wrong.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "nobody", value = """
                                                                            {"title":"Who are you?","status":401,"detail":"A name and its password are wanted, as HTTP's Basic has it.","kafkaError":"SASL_AUTHENTICATION_FAILED"}"""))),
                            @APIResponse(
                                    name = ApiDocument.FORBIDDEN,
                                    description = "The user's role does not reach so far.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "role", value = """
                                                                            {"title":"Cluster authorization failed.","status":403,"detail":"This takes the role operator; ann has the role viewer.","kafkaError":"CLUSTER_AUTHORIZATION_FAILED"}"""))),
                            @APIResponse(
                                    name = ApiDocument.NOT_FOUND,
                                    description = "There is no such thing.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "topic", value = """
                                                                            {"title":"This server does not host this topic-partition.","status":404,"detail":"There is no topic orders.","kafkaError":"UNKNOWN_TOPIC_OR_PARTITION"}"""))),
                            @APIResponse(
                                    name = ApiDocument.CONFLICT,
                                    description = "Not as things stand.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "members", value = """
                                                                            {"title":"The group is not empty.","status":409,"detail":"The group is not empty.","kafkaError":"NON_EMPTY_GROUP"}"""))),
                            @APIResponse(
                                    name = ApiDocument.PRECONDITION_FAILED,
                                    description = "If-Match or If-None-Match does not hold.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "changed", value = """
                                                                            {"title":"Precondition Failed","status":412,"detail":"If-None-Match: the topic is there already.","kafkaError":"INVALID_REQUEST"}"""))),
                            @APIResponse(
                                    name = ApiDocument.TOO_LARGE,
                                    description = "More than the topic takes at once.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "record", value = """
                                                                            {"title":"The request included a message larger than the max message size the server will accept.","status":413,"detail":"The batch is larger than max.message.bytes.","kafkaError":"MESSAGE_TOO_LARGE"}"""))),
                            @APIResponse(
                                    name = ApiDocument.NOT_JSON,
                                    description = "The body is not JSON, or a POST does not say that it is.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "form", value = """
                                                                            {"title":"Unsupported Media Type","status":415,"detail":"Content-Type: application/json is wanted, also without a body.","kafkaError":"INVALID_REQUEST"}"""))),
                            @APIResponse(
                                    name = ApiDocument.UNPROCESSABLE,
                                    description = "Well said, but it cannot be.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "factor", value = """
                                                                            {"title":"Replication factor is below 1 or larger than the number of available brokers.","status":422,"detail":"Replication factor: 3 larger than available brokers: 1.","kafkaError":"INVALID_REPLICATION_FACTOR","field":"replicationFactor"}"""))),
                            @APIResponse(
                                    name = ApiDocument.UNAVAILABLE,
                                    description =
                                            "This broker, a leader or a coordinator cannot answer now; later it may.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "starting", value = """
                                                                            {"title":"The broker is not available.","status":503,"detail":"This broker is still starting.","kafkaError":"BROKER_NOT_AVAILABLE"}"""))),
                            @APIResponse(
                                    name = ApiDocument.TIMED_OUT,
                                    description = "No answer in time; it may have been done, or may yet.",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples = @ExampleObject(name = "time", value = """
                                                                            {"title":"The request timed out.","status":504,"detail":"The request timed out.","kafkaError":"REQUEST_TIMED_OUT"}"""))),
                        }))
final class ApiDocument {
    static final String DRY_RUN = "dryRun";

    static final String BAD_REQUEST = "BadRequest";
    static final String UNAUTHORIZED = "Unauthorized";
    static final String FORBIDDEN = "Forbidden";
    static final String NOT_FOUND = "NotFound";
    static final String CONFLICT = "Conflict";
    static final String PRECONDITION_FAILED = "PreconditionFailed";
    static final String TOO_LARGE = "TooLarge";
    static final String NOT_JSON = "NotJson";
    static final String UNPROCESSABLE = "Unprocessable";
    static final String UNAVAILABLE = "Unavailable";
    static final String TIMED_OUT = "TimedOut";

    private ApiDocument() {}
}
