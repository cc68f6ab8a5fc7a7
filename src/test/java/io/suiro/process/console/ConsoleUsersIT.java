package io.suiro.process.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.suiro.process.FreePorts;
import io.suiro.process.Suiro;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console of a broker that knows its users. */
class ConsoleUsersIT {
    private static final String API = "**/api/v1/**";

    @TempDir
    Path directory;

    private final int port = FreePorts.next(2);

    @BeforeEach
    void start() throws Exception {
        Chromium.assumeInstalled();
        Path users = directory.resolve("users");
        Files.writeString(users, """
                vera:viewer:a-long-password
                oscar:operator:another-long-password
                """);
        ProcessBuilder command = Suiro.command(
                directory,
                List.of(
                        "start",
                        "--data",
                        data(),
                        "--port",
                        "" + port,
                        "--http-port",
                        "" + (port + 1),
                        "--background"));
        command.environment().put("SUIRO_ADMIN_USERS", users.toString());
        assertThat(command.inheritIO().start().waitFor()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        String pids = Suiro.run(directory, List.of("pids", "--data", data())).output();
        for (String line : pids.lines().toList()) {
            ProcessHandle.of(Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .ifPresent(process -> {
                        process.destroyForcibly();
                        process.onExit().join();
                    });
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    @Test
    void whoIsNotKnownIsAskedAndEverybodyMayDoWhatTheirRoleMay() {
        try (Chromium chromium = new Chromium()) {
            Page ofVera = chromium.pageOf("vera", "a-long-password");
            ofVera.route(API, route -> route.fulfill(asIfTheDialogWasCancelled()));
            Visitor vera = visit(ofVera).sees("Who are you?");
            assertThat(Chromium.streams(ofVera)).isEmpty();
            ofVera.unroute(API);
            createATopic(vera.button("Try again")).sees("This takes the role operator; vera has the role viewer.");
            await().untilAsserted(() -> assertThat(Chromium.streams(ofVera)).hasToString("[/api/v1/cluster/events]"));

            Page ofOscar = chromium.pageOf("oscar", "another-long-password");
            createATopic(visit(ofOscar)).sees("returns is created.");
            await().untilAsserted(() -> assertThat(Chromium.streams(ofOscar)).hasToString("[/api/v1/cluster/events]"));
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    /** Without a window nobody can cancel it. */
    private static Route.FulfillOptions asIfTheDialogWasCancelled() {
        return new Route.FulfillOptions()
                .setStatus(401)
                .setContentType("application/problem+json")
                .setBody("{\"title\":\"Who are you?\",\"status\":401}");
    }

    private Visitor visit(Page page) {
        return new Visitor(page, "http://127.0.0.1:" + (port + 1) + "/").at("topics");
    }

    private static Visitor createATopic(Visitor visitor) {
        return visitor.button("New topic").type("returns").button("Create");
    }
}
