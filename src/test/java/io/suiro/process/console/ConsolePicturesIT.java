package io.suiro.process.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of docs/console.md; CONTRIBUTING.md says how. It checks nothing that {@link ConsoleIT} does not. */
@EnabledIfSystemProperty(named = "console.pictures", matches = ".+")
class ConsolePicturesIT {
    private static final int BROKERS = 3;
    private static final int WIDTH = 1360;
    private static final int HEIGHT = 860;
    private static final int PHONE_WIDTH = 390;
    private static final int PHONE_HEIGHT = 800;
    /** So long a view is shown before its picture is taken, for its charts to have something to show. */
    private static final int EXPOSURE_MS = 8_000;

    private static final int SHORT_MS = 2_500;

    @TempDir
    static Path directory;

    private final Path pictures =
            Path.of(System.getProperty("console.pictures")).toAbsolutePath();

    @Test
    void takePictures() throws Exception {
        ConsoleCluster cluster = new ConsoleCluster(directory, BROKERS);
        cluster.start();
        Shop shop = new Shop(cluster.bootstrap(), 12);
        shop.open();
        try (Chromium chromium = new Chromium()) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                String suffix = scheme == ColorScheme.LIGHT ? "" : "-dark";
                Visitor visitor = new Visitor(chromium.page(scheme, WIDTH, HEIGHT), cluster.url());
                visitor.at("").sees(AriaRole.HEADING, "Overview");
                take(visitor, "overview" + suffix, EXPOSURE_MS);
                visitor.link("Topics");
                take(visitor, "topics" + suffix, EXPOSURE_MS);
                visitor.link("Records of orders").sees("looked through");
                visitor.click(visitor.page().locator(".record button"));
                take(visitor, "records" + suffix, SHORT_MS);
                visitor.link("Groups").link("analytics");
                take(visitor, "group" + suffix, EXPOSURE_MS);
                visitor.link("Topology");
                take(visitor, "topology" + suffix, EXPOSURE_MS / 2);
                if (scheme == ColorScheme.LIGHT) {
                    rest(visitor);
                }
            }
            Visitor phone = new Visitor(chromium.page(ColorScheme.LIGHT, PHONE_WIDTH, PHONE_HEIGHT), cluster.url());
            phone.at("").sees(AriaRole.HEADING, "Overview");
            take(phone, "overview-phone", EXPOSURE_MS);
            phone.link("Topics").link("Records of orders").sees("looked through");
            take(phone, "records-phone", SHORT_MS);
        } finally {
            shop.close();
            cluster.close();
        }
    }

    private void rest(Visitor visitor) {
        visitor.link("Topics").link("orders");
        take(visitor, "topic", EXPOSURE_MS);
        visitor.link("Produce")
                .type("{\"order\":20001,\"customer\":\"c-142\",\"total\":31.5}")
                .button("Send");
        visitor.sees("Partition");
        take(visitor, "produce", SHORT_MS);
        visitor.link("Settings").fill("Find a setting", "retention");
        visitor.button("retention.ms")
                .button("Change retention.ms")
                .type("86400000")
                .press("Enter");
        visitor.sees("This would change:");
        take(visitor, "settings", SHORT_MS);
        visitor.press("Escape").link("Groups");
        take(visitor, "groups", EXPOSURE_MS);
        visitor.link("Reset offsets of nightly-report").sees("Would move");
        take(visitor, "reset", SHORT_MS);
        visitor.press("Escape").link("Transactions").button("invoice-writer");
        take(visitor, "transactions", SHORT_MS);
        visitor.link("Brokers");
        take(visitor, "brokers", SHORT_MS);
        visitor.link("1").button("log.retention.hours");
        take(visitor, "broker", SHORT_MS);
    }

    private void take(Visitor visitor, String name, int exposureMs) {
        visitor.page().waitForTimeout(exposureMs);
        assertThat(visitor.page().locator(".loading")).hasCount(0);
        visitor.page().screenshot(new Page.ScreenshotOptions().setPath(pictures.resolve(name + ".png")));
    }
}
