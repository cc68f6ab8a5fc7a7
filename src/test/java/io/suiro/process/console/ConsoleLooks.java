package io.suiro.process.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is shown of each view: bad input, records of all kinds, barriers, a phone, the keyboard, themes. */
abstract class ConsoleLooks extends ConsoleVisit {
    private static final int PHONE_WIDTH = 390;
    private static final List<String> VIEWS = List.of(
            "",
            "topics",
            "topics/orders",
            "topics/orders/records",
            "topics/orders/produce",
            "topics/orders/settings",
            "topics/orders/groups",
            "groups",
            "groups/billing",
            "topology",
            "transactions",
            "brokers",
            "brokers/1");

    ConsoleLooks(ConsoleCluster cluster, Chromium chromium, Page page) {
        super(cluster, chromium, page);
    }

    @Test
    @Order(20)
    void badInputIsExplainedWhereItIs() {
        visitor.at("topics?new").sees(AriaRole.HEADING, "New topic");
        visitor.type("no such name").button("Create").seesAt("Name", "no such name");
        visitor.fill("Name", "fine").fill("Partitions", "0").button("Create").seesAt("Partitions", "greater than");
        visitor.fill("Partitions", "1").fill("Replicas", "9").button("Create").seesAt("Replicas", "9");
        visitor.fill("Replicas", "")
                .fill("Settings", "retention.mss=1")
                .button("Create")
                .seesAt("Settings", "retention.mss");
        visitor.fill("Settings", "retention").button("Create").seesAt("Settings", "There is no “=”");
        visitor.fill("Name", "orders").fill("Settings", "").button("Create").seesAt("Name", "already exists");

        visitor.at("topics/orders/settings")
                .button("Change retention.ms")
                .type("long")
                .press("Enter");
        visitor.seesAt("Value", "long");

        visitor.at("topics/orders").button("Add partitions").type("2").press("Enter");
        visitor.seesAt("Partitions from now on", "2");

        visitor.at("topics/orders/produce").sees(AriaRole.BUTTON, "Send");
        visitor.page().getByLabel("Value is", exact()).selectOption("json");
        visitor.fill("Value", "{broken").button("Send").seesAt("Value", "This is no JSON");
        visitor.page().getByLabel("Value is", exact()).selectOption("hex");
        visitor.fill("Value", "abc").button("Send").seesAt("Value", "two hexadecimal digits");

        visitor.at("groups/billing?reset").sees("The group has members.");
        assertThat(visitor.find(AriaRole.BUTTON, "Reset")).isDisabled();

        visitor.at("topics/orders").button("Delete").type("order");
        assertThat(visitor.find(AriaRole.BUTTON, "Delete the topic")).isDisabled();

        visitor.at("topics/orders/records?start=offset&offset=-5").sees("offset");
        visitor.sees(AriaRole.BUTTON, "Try again");
        visitor.at("topics/nowhere").sees("There is no topic nowhere.");
        visitor.at("groups/nobody").sees(AriaRole.BUTTON, "Try again");
        visitor.at("nowhere").sees("There is no such view");
        visitor.at("topics?name=zzz").sees("No topic has that in its name");
    }

    @Test
    @Order(21)
    void recordsThatAreNoTextAreShownForWhatTheyAre() {
        visitor.at("topics/sensor-readings/records?keyFormat=number&valueFormat=number");
        assertThat(visitor.rowOf("-42")).hasCount(1);
        assertThat(visitor.rowOf("0xcafe00")).hasCount(1);
    }

    @Test
    @Order(22)
    void theNewestRecordComesFirst() {
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body("""
                        {"records":[{"value":"first-of-two","timestamp":"2026-11-27T06:00:00Z"},{"value":"second-of-two","timestamp":"2026-11-27T06:00:00.500Z"}]}
                        """)
                .post(URI.create(cluster.url() + "api/v1/topics/dead-letters/records"))
                .then()
                .statusCode(200);
        visitor.at("topics/dead-letters/records?value=of-two").sees("2 records, looked through");
        assertThat(visitor.page().locator("tr.record .value")).hasText(new String[] {"second-of-two", "first-of-two"});
    }

    @Test
    @Order(30)
    void everyViewIsFreeOfBarriersInBothThemes() {
        for (String view : VIEWS) {
            visitor.at(view);
            assertThat(visitor.page().locator("main h1")).isVisible();
            assertThat(visitor.page().locator(".loading")).hasCount(0);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                visitor.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                assertThat(Chromium.barriers(visitor.page()))
                        .as(view + " " + scheme)
                        .isEmpty();
            }
            visitor.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        }
    }

    @Test
    @Order(31)
    void everyViewFitsAPhone() {
        visitor.page().setViewportSize(PHONE_WIDTH, HEIGHT);
        for (String view : VIEWS) {
            visitor.at(view);
            assertThat(visitor.page().locator("main h1")).isVisible();
            assertThat(visitor.page().locator(".loading")).hasCount(0);
            assertThat((Integer) visitor.page().evaluate("document.documentElement.scrollWidth"))
                    .as(view)
                    .isLessThanOrEqualTo(PHONE_WIDTH);
        }
        visitor.page().setViewportSize(WIDTH, HEIGHT);
    }

    @Test
    @Order(32)
    void theKeyboardIsEnough() {
        visitor.press("Tab");
        assertThat(visitor.find(AriaRole.LINK, "Skip to the content")).isFocused();
        visitor.press("Tab").press("Tab").press("Tab").press("Enter").sees(AriaRole.HEADING, "Topics");
        assertThat(visitor.find(AriaRole.HEADING, "Topics")).isFocused();
        assertThat(visitor.page()).hasTitle("Topics · Suiro");
        visitor.press("/").type("page");
        assertThat(visitor.page().locator("main tbody tr")).hasCount(1);
        visitor.press("Tab").press("Tab").press("Tab").sees("page-views");
        tookClicks(0);
    }

    @Test
    @Order(33)
    void theThemeThatIsChosenStays() {
        visitor.page().getByLabel("Theme").selectOption("dark");
        assertThat(visitor.page().locator("html")).hasAttribute("data-theme", "dark");
        visitor.at("topics");
        assertThat(visitor.page().locator("html")).hasAttribute("data-theme", "dark");
        visitor.page().getByLabel("Theme").selectOption("");
        assertThat(visitor.page().locator("html")).not().hasAttribute("data-theme", Pattern.compile(".*"));
    }

    @Test
    @Order(34)
    void thePageMayRunNothingElse() {
        RestAssured.get(URI.create(cluster.url()))
                .then()
                .statusCode(200)
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-cache")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
        assertThat(visitor.page().evaluate("""
                () => new Promise((done) => {
                  const script = document.createElement('script');
                  script.textContent = 'document.title = "taken"';
                  document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), {once: true});
                  document.head.append(script);
                })
                """)).isEqualTo("script-src-elem");
        assertThat(chromium.complaints()).isNotEmpty();
    }
}
