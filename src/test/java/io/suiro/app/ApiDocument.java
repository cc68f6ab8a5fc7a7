package io.suiro.app;

import static io.restassured.RestAssured.get;
import static io.suiro.app.AdminApi.api;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.restassured.response.Response;
import io.suiro.admin.Guard;
import io.suiro.admin.Hosts;
import io.suiro.admin.Users;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document says everything of every operation, and what it gives as examples the broker takes. */
abstract class ApiDocument {
    private static final Set<String> OF_ALL = Set.of("400", "401", "403", "421", "503");
    private static final Map<String, String> NAMES =
            Map.of("topic", "orders", "partition", "0", "kind", "topics", "name", "orders", "id", "readers");

    private static final List<String> ROLES = List.of("viewer", "operator", "admin");
    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    java.nio.file.Path directory;

    private final int port = AdminApi.port();

    private JsonNode document = new ObjectMapper().createObjectNode();

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(AdminApi.bean(BrokerLifecycle.class));
        document = new ObjectMapper()
                .readTree(get("/q/openapi?format=json")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    private record Operation(String method, String path, JsonNode said) {
        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }

        boolean looks() {
            return method.equals("get");
        }
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (method.getValue().has("responses")) {
                        operations.add(new Operation(method.getKey(), path.getKey(), method.getValue()));
                    }
                }));
        return operations;
    }

    /** Looks into what is referred to. */
    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** The example of a schema, of what a list has of it in a list. */
    private List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        JsonNode schema = resolved(content.path("schema"));
        if (schema.has("items")) {
            resolved(schema.get("items")).path("examples").forEach(examples::add);
        }
        schema.path("examples").forEach(examples::add);
        content.path("examples").forEach(example -> examples.add(example.path("value")));
        return examples;
    }

    @Test
    void everyMethodOfTheResourcesIsInTheDocument() {
        Set<String> served = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.suiro.admin")) {
            if (resource.isAnnotatedWith(Path.class)) {
                String root = resource.getAnnotationOfType(Path.class).value();
                for (JavaMethod method : resource.getMethods()) {
                    method.getAnnotations().stream()
                            .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                            .forEach(annotation ->
                                    served.add(annotation.getRawType().getSimpleName() + " " + path(root, method)));
                }
            }
        }
        assertThat(served).hasSizeGreaterThan(30);
        assertThat(operations()).extracting(Operation::toString).containsExactlyInAnyOrderElementsOf(served);
    }

    private static String path(String root, JavaMethod method) {
        return method.isAnnotatedWith(Path.class)
                ? root + "/" + method.getAnnotationOfType(Path.class).value()
                : root;
    }

    @Test
    void everyOperationHasANameASummaryParametersAndAnswersWithExamples() {
        Set<String> ids = new HashSet<>();
        for (Operation operation : operations()) {
            JsonNode said = operation.said;
            assertThat(ids.add(said.path("operationId").asText("")))
                    .as("%s", operation)
                    .isTrue();
            assertThat(said.path("summary").asText()).as("%s", operation).endsWith(".");
            assertThat(said.path("tags")).as("%s", operation).hasSize(1);
            assertThat(operation.toString())
                    .contains("/api/v1/" + said.path("tags").path(0).asText());
            Set<String> parameters = new HashSet<>();
            for (JsonNode parameter : said.path("parameters")) {
                JsonNode resolved = resolved(parameter);
                assertThat(parameters.add(resolved.path("name").asText() + " "
                                + resolved.path("in").asText()))
                        .as("%s: %s", operation, resolved)
                        .isTrue();
                assertThat(resolved.path("schema").isEmpty())
                        .as("%s: %s", operation, resolved)
                        .isFalse();
                if (!resolved.path("in").asText().equals("path")) {
                    assertThat(resolved.path("description").asText())
                            .as("%s: %s", operation, resolved)
                            .isNotEmpty();
                }
            }
            assertThat(parameters.contains("dryRun query"))
                    .as("%s: dryRun", operation)
                    .isEqualTo(!operation.looks());
            assertThat(said.path("responses").fieldNames())
                    .toIterable()
                    .as("%s", operation)
                    .containsAll(OF_ALL);
            assertThat(said.path("responses").has("415"))
                    .as("%s: 415", operation)
                    .isEqualTo(!operation.looks());
            said.path("responses").properties().forEach(response -> {
                JsonNode resolved = resolved(response.getValue());
                String where = operation + " " + response.getKey();
                assertThat(resolved.path("description").asText()).as(where).isNotEmpty();
                assertThat(resolved.path("content").isEmpty()).as(where).isFalse();
                resolved.path("headers").forEach(header -> assertThat(
                                resolved(header).path("description").asText())
                        .as(where)
                        .isNotEmpty());
                resolved.path("content").properties().forEach(content -> {
                    assertThat(examples(content.getValue())).as(where).isNotEmpty();
                    boolean isRefusal = response.getKey().compareTo("400") >= 0;
                    assertThat(content.getKey().equals("application/problem+json"))
                            .as(where)
                            .isEqualTo(isRefusal);
                });
            });
        }
    }

    /** Each operation is asked for by one whose role is the next lower, and by one who has it. */
    @Test
    void theRoleThatAnOperationTakesIsTheOneThatItNames() throws IOException {
        assertThat(document.at("/components/securitySchemes/users/type").asText())
                .isEqualTo("http");
        assertThat(document.at("/components/securitySchemes/users/scheme").asText())
                .isEqualTo("basic");
        StringBuilder users = new StringBuilder();
        ROLES.forEach(role -> users.append(role + "-user:" + role + ":" + PASSWORD + "\n"));
        Guard guard = AdminApi.bean(Guard.class);
        guard.opened(Users.read(Files.writeString(directory.resolve("users"), users)), Hosts.of(List.of()));
        try {
            Set<String> roles = new HashSet<>();
            for (Operation operation : operations()) {
                JsonNode security = operation.said.path("security");
                assertThat(security).as("%s: %s", operation, security).hasSize(2);
                assertThat(security.get(1)).as("%s: or nobody", operation).isEmpty();
                String role = security.at("/0/users/0").asText();
                roles.add(role);
                int rank = ROLES.indexOf(role);
                assertThat(rank).as("%s: %s", operation, security).isNotNegative();
                if (rank > 0) {
                    assertThat(status(operation, ROLES.get(rank - 1)))
                            .as("%s by the role before %s", operation, role)
                            .isEqualTo(403);
                }
                if (!operation.path.endsWith("/events")) {
                    assertThat(status(operation, role))
                            .as("%s by %s", operation, role)
                            .isNotIn(401, 403);
                }
            }
            assertThat(roles).containsExactlyInAnyOrderElementsOf(ROLES);
        } finally {
            guard.opened(null, Hosts.of(List.of()));
        }
    }

    private static int status(Operation operation, String role) {
        return api().auth()
                .preemptive()
                .basic(role + "-user", PASSWORD)
                .body(operation.looks() ? "" : "{}")
                .request(
                        operation.method.toUpperCase(Locale.ROOT),
                        path(operation) + (operation.looks() ? "" : "?dryRun"))
                .statusCode();
    }

    private static String path(Operation operation) {
        String path = operation.path.replace("/api/v1/", "");
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            path = path.replace("{" + name.getKey() + "}", name.getValue());
        }
        return path;
    }

    @Test
    void theBrokerTakesTheExamplesOfRequests() throws Exception {
        api().body("{\"partitions\":3}").put("topics/orders").then().statusCode(201);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.alterConsumerGroupOffsets(
                            "readers", Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        int taken = 0;
        for (Operation operation : operations()) {
            JsonNode content =
                    operation.said.path("requestBody").path("content").path("application/json");
            for (JsonNode example : content.isMissingNode() ? List.<JsonNode>of() : examples(content)) {
                Response response = api().body(example.toString())
                        .queryParam("dryRun", true)
                        .request(operation.method.toUpperCase(Locale.ROOT), path(operation));
                assertThat(response.statusCode())
                        .as("%s with %s: %s", operation, example, response.asString())
                        .isEqualTo(operation.path.endsWith("elections") ? 409 : 200);
                taken++;
            }
            if (operation.said.has("requestBody")) {
                assertThat(examples(content)).as("%s", operation).isNotEmpty();
            }
        }
        assertThat(taken).isGreaterThan(8);
        api().delete("topics/orders").then().statusCode(200);
        api().delete("groups/readers");
    }
}
