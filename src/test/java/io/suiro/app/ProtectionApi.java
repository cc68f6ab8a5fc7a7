package io.suiro.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.suiro.app.AdminApi.api;
import static io.suiro.app.AdminApi.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import io.suiro.admin.Guard;
import io.suiro.admin.Hosts;
import io.suiro.admin.Users;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask the admin door what, and what no page of another site can have it do. */
abstract class ProtectionApi {
    private static final String PASSWORD = "correct-horse-battery";
    private static final Hosts NO_NAMES = Hosts.of(List.of());

    @TempDir
    Path directory;

    private final Guard guard = AdminApi.bean(Guard.class);

    @BeforeEach
    void open() throws IOException {
        AdminApi.open(AdminApi.bean(BrokerLifecycle.class));
    }

    @AfterEach
    void letEverybodyIn() {
        guard.opened(null, NO_NAMES);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("users"), text);
    }

    private void thereAreUsers() throws IOException {
        guard.opened(
                Users.read(file("# who may what\n\nvera:viewer:" + PASSWORD + "\noscar:operator:" + PASSWORD
                        + ":with:colons\nada:ADMIN:" + PASSWORD + "\n")),
                NO_NAMES);
    }

    private static RequestSpecification as(String name) {
        return api().auth().preemptive().basic(name, PASSWORD + (name.equals("oscar") ? ":with:colons" : ""));
    }

    @Test
    void withoutUsersEverybodyMayDoEverything() {
        api().get("topics").then().statusCode(200);
        api().put("brokers/0/cordon?dryRun").then().statusCode(200);
    }

    @Test
    void whoDoesNotSayWhoItIsIsAskedAndNothingElse() throws IOException {
        thereAreUsers();
        for (String path : new String[] {"topics", "cluster", "topics/x/records", "cluster/events"}) {
            refused(api().get(path), 401, "SASL_AUTHENTICATION_FAILED")
                    .header("WWW-Authenticate", startsWith("Basic realm="));
        }
        refused(api().body("{}").put("topics/unauthorised"), 401, "SASL_AUTHENTICATION_FAILED");
        refused(api().auth().preemptive().basic("vera", "wrong").get("topics"), 401, "SASL_AUTHENTICATION_FAILED");
        refused(api().auth().preemptive().basic("nobody", PASSWORD).get("topics"), 401, "SASL_AUTHENTICATION_FAILED");
        for (String header : new String[] {"Basic", "Basic ?", "Basic dmVyYQ==", "Bearer " + PASSWORD}) {
            refused(api().header("Authorization", header).get("topics"), 401, "SASL_AUTHENTICATION_FAILED");
        }
        get("/q/health/ready").then().statusCode(200);
        get("/q/metrics").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "vera, GET, topics, 200",
        "vera, GET, cluster, 200",
        "vera, GET, configs/brokers/0, 200",
        "vera, PUT, topics/guarded?dryRun, 403",
        "vera, POST, topics/guarded/records?dryRun, 403",
        "vera, DELETE, transactions/none, 403",
        "oscar, GET, topics, 200",
        "oscar, PUT, topics/guarded?dryRun, 200",
        "oscar, PATCH, configs/topics/guarded?dryRun, 404",
        "oscar, PATCH, configs/brokers/0?dryRun, 403",
        "vera, PUT, configs/topics/guarded?dryRun, 403",
        "oscar, PUT, configs/topics/guarded?dryRun, 404",
        "oscar, PUT, configs/brokers/0?dryRun, 403",
        "oscar, DELETE, topics/guarded?dryRun, 403",
        "oscar, DELETE, topics/guarded/records?before=0:0&dryRun, 404",
        "oscar, DELETE, groups/none, 404",
        "oscar, POST, brokers/0/drain?dryRun, 403",
        "oscar, PUT, brokers/0/cordon?dryRun, 403",
        "oscar, PUT, quorum/voters/0?dryRun, 403",
        "oscar, POST, elections?dryRun, 403",
        "ada, DELETE, topics/guarded?dryRun, 404",
        "ada, PUT, brokers/0/cordon?dryRun, 200",
        "ada, PUT, quorum/voters/0?dryRun, 200",
        "ada, PATCH, configs/brokers/0?dryRun, 200",
    })
    void eachRoleReachesAsFarAsItSays(String name, String method, String path, int status) throws IOException {
        thereAreUsers();
        RequestSpecification request = as(name);
        if (path.startsWith("configs") && method.equals("PATCH")) {
            request = request.body("{\"delete\":[\"" + (path.contains("brokers") ? "log." : "") + "retention.ms\"]}");
        } else if (!method.equals("GET")) {
            request = request.body(path.startsWith("configs") ? "{\"configs\":{}}" : "{}");
        }
        var answer = request.request(method, path);
        answer.then().statusCode(status);
        if (status == 403) {
            refused(answer, 403, "CLUSTER_AUTHORIZATION_FAILED").body("detail", containsString(name + " has the role"));
        }
    }

    /** What a form of another site's page can send: a POST with one of three content types, or with none. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""})
    void whatAFormCanSendIsRefused(String type) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path :
                    List.of("topics", "elections", "brokers/0/drain", "topics/t/records", "groups/g/offsets/reset")) {
                HttpRequest.Builder request =
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/api/v1/" + path));
                if (type.isEmpty()) {
                    request.POST(BodyPublishers.noBody());
                } else {
                    request.header("Content-Type", type).POST(BodyPublishers.ofString("{\"name\":\"forged\"}"));
                }
                HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).as("%s %s", path, answer.body()).isEqualTo(415);
                assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("application/problem+json");
            }
        }
        api().get("topics/forged").then().statusCode(404);
    }

    @Test
    void noOtherOriginIsAllowedAnything() {
        given().basePath("/api/v1/")
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "DELETE")
                .options("topics/any")
                .then()
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Access-Control-Allow-Methods", nullValue());
        api().header("Origin", "http://evil.example")
                .get("topics")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    /** Where the name of another site leads to this machine, a browser takes the broker for that site. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.evil",
                "suiro.example.org:8080",
                "1.2.3.4.5"
            })
    void aNameThatIsNotTheBrokersOwnIsRefused(String host) throws IOException {
        for (String path : List.of("topics", "cluster", "cluster/events", "topics/x/records/events")) {
            refused(api().header("Host", host).get(path), 421, "INVALID_REQUEST")
                    .body("title", equalTo("Misdirected Request"))
                    .body("detail", containsString("suiro.admin.hosts"));
        }
        refused(api().header("Host", host).body("{}").put("topics/rebound"), 421, "INVALID_REQUEST");
        api().get("topics/rebound").then().statusCode(404);
        for (String path : List.of("/q/health/ready", "/q/health/live", "/q/health/started", "/q/metrics")) {
            given().header("Host", host).get(path).then().statusCode(200);
        }
        thereAreUsers();
        as("vera").header("Host", host).get("topics").then().statusCode(200);
        refused(api().header("Host", host).get("topics"), 401, "SASL_AUTHENTICATION_FAILED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "127.0.0.1:8080",
                "10.1.2.3",
                "[::1]",
                "[::1]:8080",
                "[fd00::17]:80",
                "suiro.example.org:8080",
                "Suiro.Example.ORG.",
                "suiro-0"
            })
    void addressesAndNamesOfItsOwnAreTaken(String host) {
        guard.opened(null, Hosts.of(List.of("suiro.example.org", " Suiro-0 ")));
        api().header("Host", host).get("topics").then().statusCode(200);
        refused(api().header("Host", "evil.example").get("topics"), 421, "INVALID_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://suiro", "suiro:8080", "*", "sui ro", "-suiro", "suiro."})
    void whatIsNoNameOfAHostIsRefused(String name) {
        assertThatThrownBy(() -> Hosts.of(List.of("known", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name);
    }

    @Test
    void noAnswerHasASecret() {
        String secret = "ssl.keystore.password";
        for (String path : new String[] {"configs/brokers/0", "configs/brokers/default", "cluster"}) {
            String answer = api().get(path).then().statusCode(200).extract().asString();
            assertThat(answer).doesNotContain(PASSWORD);
        }
        api().get("configs/brokers/0?name=" + secret)
                .then()
                .body("findAll { it.type == 'password' }.value.findAll { it != null }.size()", equalTo(0))
                .body("findAll { it.type == 'password' }.defaultValue.findAll { it != null }.size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vera viewer                    | line 1 of",
                "vera:viewer                    | NAME:ROLE:PASSWORD",
                ":viewer:long-enough-password   | NAME:ROLE:PASSWORD",
                "vera:boss:long-enough-password | not boss",
                "vera:viewer:short              | at least 12",
                "#                              | names no user",
            })
    void aFileThatMakesNoSenseIsRefusedWithoutItsPasswords(String text, String why) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Users.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("long-enough");
    }

    @Test
    void aNameIsThereOnce() throws IOException {
        Path file = file("vera:viewer:" + PASSWORD + "\nvera:admin:" + PASSWORD + "\n");
        assertThatThrownBy(() -> Users.read(file))
                .hasMessageContaining("line 2")
                .hasMessageContaining("vera is there");
    }
}
