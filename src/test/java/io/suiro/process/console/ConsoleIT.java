package io.suiro.process.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What people do with the console, in Chromium and before a cluster of three brokers with data: each task with its clicks, each view, bad input, brokers that go and come. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
    private static final int WIDTH = 1360;
    private static final int HEIGHT = 860;
    private static final int PHONE_WIDTH = 390;
    private static final int PATIENCE_MS = 15_000;
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

    @TempDir
    static Path directory;

    private static @Nullable ConsoleCluster started;
    private static @Nullable Shop shop;
    private static @Nullable Chromium chromium;
    private static @Nullable Page page;

    private Visitor visitor;

    @BeforeAll
    static void open() throws Exception {
        Chromium.assumeInstalled();
        started = new ConsoleCluster(directory);
        started.start();
        shop = new Shop(started.bootstrap(), 40);
        shop.open();
        chromium = new Chromium();
        page = chromium.page(ColorScheme.LIGHT, WIDTH, HEIGHT);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }

    @AfterAll
    static void close() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (shop != null) {
            shop.close();
        }
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void beginAtTheOverview() {
        visitor = new Visitor(Objects.requireNonNull(page), cluster().url());
        visitor.at("").sees(AriaRole.HEADING, "Overview");
    }

    @AfterEach
    void thePageComplainsOfNothing() {
        assertThat(Objects.requireNonNull(chromium).complaints()).isEmpty();
    }

    private static ConsoleCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private void tookClicks(int clicks) {
        assertThat(visitor.clicks()).isEqualTo(clicks).isLessThanOrEqualTo(3);
    }

    @Test
    @Order(1)
    void seeWhetherTheClusterIsWell() {
        visitor.sees("All is well").sees("3 brokers up");
        assertThat(visitor.page().locator("dl.figures")).containsText(Pattern.compile("Topics\\s*8\\s*31 partitions"));
        tookClicks(0);
    }

    @Test
    @Order(2)
    void seePartitionsLeadersAndInSyncReplicasOfATopic() {
        visitor.link("Topics").link("orders").sees(AriaRole.HEADING, "orders");
        Locator rows = visitor.page().locator("main tbody tr");
        assertThat(rows).hasCount(6);
        assertThat(rows.first()).containsText("3 of 3");
        assertThat(visitor.page().getByRole(AriaRole.IMG, named(Pattern.compile("Writes to orders: \\d.* now"))))
                .isVisible();
        tookClicks(2);
    }

    @Test
    @Order(3)
    void readTheNewestRecords() {
        visitor.link("Topics").link("Records of orders").sees("looked through");
        visitor.click(visitor.page().locator(".record button"));
        visitor.sees("trace-id").sees("\"sku\"");
        tookClicks(3);
    }

    @Test
    @Order(4)
    void findARecordByItsValue() {
        visitor.link("Topics").link("Records of orders").sees("looked through");
        visitor.fill("Value has", "\"order\":17,").press("Enter").sees("1 record, looked through");
        assertThat(visitor.page().locator("tr.record")).containsText("c-117");
        tookClicks(3);
    }

    @Test
    @Order(5)
    void travelToATime() {
        visitor.link("Topics").link("Records of orders").sees("looked through").choice("Time");
        Locator time = visitor.page().locator(".place input");
        assertThat(time).isFocused();
        assertThat(visitor.page().locator("tr.record").first()).containsText("\"order\":");
        time.fill("2031-01-01T10:20:30");
        visitor.press("Enter").sees("Nothing found");
        tookClicks(3);
    }

    @Test
    @Order(6)
    void followWhatIsWritten() {
        visitor.link("Topics").link("Records of orders").sees("looked through").button("Live");
        visitor.sees(AriaRole.BUTTON, "Stop");
        assertThat(visitor.page().getByText(Pattern.compile("Following: [1-9]\\d* since")))
                .isVisible();
        tookClicks(3);
    }

    @Test
    @Order(7)
    void produceARecord() {
        visitor.link("Topics").link("Produce to dead-letters");
        assertThat(visitor.page().getByLabel("Value", exact())).isFocused();
        visitor.type("{\"id\":9007199254740993}").button("Send").sees("Partition 0, offset 0");
        tookClicks(3);
        visitor.link("Partition 0, offset 0").click(visitor.page().locator(".record button"));
        visitor.sees("\"id\": 9007199254740993");
    }

    @Test
    @Order(8)
    void createATopic() {
        visitor.link("Topics").button("New topic").type("returns").button("Create");
        visitor.sees("returns is created.").sees(AriaRole.HEADING, "returns");
        tookClicks(3);
    }

    @Test
    @Order(9)
    void changeASettingAfterALookAtWhatThatDoes() {
        visitor.link("Topics").link("Settings of orders").sees(AriaRole.BUTTON, "Change retention.ms");
        visitor.press("/")
                .type("retention.ms")
                .button("Change retention.ms")
                .type("86400000")
                .press("Enter");
        visitor.sees("This would change:").press("Enter").sees("retention.ms is now 86400000.");
        tookClicks(3);
    }

    @Test
    @Order(10)
    void seeHowFarAGroupIsBehind() {
        visitor.link("Groups").link("analytics").sees(AriaRole.HEADING, "analytics");
        assertThat(visitor.page().getByRole(AriaRole.IMG, named(Pattern.compile("Lag of analytics: [1-9].*records"))))
                .isVisible();
        visitor.sees(AriaRole.CELL, "analytics-1");
        tookClicks(2);
    }

    @Test
    @Order(11)
    void resetTheOffsetsOfAGroupAfterALookAtWhereTo() {
        visitor.link("Groups").link("Reset offsets of nightly-report").sees("Would move 3 of 3 partitions:");
        visitor.button("Reset").sees("3 offsets of nightly-report are reset.");
        tookClicks(3);
    }

    @Test
    @Order(12)
    void seeWhatABrokerIsConfiguredWithAndWhatThatMeans() {
        visitor.link("Brokers").link("1").button("log.retention.hours").sees("Hours after which old segments go");
        tookClicks(3);
    }

    @Test
    @Order(13)
    void furtherTasks() {
        visitor.link("Transactions").button("Abort invoice-writer").button("Abort");
        visitor.sees("The transaction of invoice-writer is aborted.");
        tookClicks(3);

        visitor.at("").link("Topology").sees(AriaRole.REGION, "Topics");
        assertThat(visitor.page().locator("svg path.flows").first()).isAttached();
        tookClicks(1);

        visitor.at("")
                .link("Topics")
                .link("returns")
                .button("Add partitions")
                .type("5")
                .press("Enter");
        visitor.sees("This would change:").press("Enter").sees("returns has 5 partitions now.");
        tookClicks(3);

        visitor.at("")
                .link("Topics")
                .link("returns")
                .button("Delete")
                .type("returns")
                .press("Enter");
        visitor.sees("returns is deleted.").sees(AriaRole.HEADING, "Topics");
        tookClicks(3);

        visitor.at("")
                .link("Groups")
                .link("nightly-report")
                .button("Delete")
                .type("nightly-report")
                .press("Enter");
        visitor.sees("nightly-report is deleted.");
        tookClicks(3);
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
        RestAssured.get(URI.create(cluster().url()))
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
        assertThat(Objects.requireNonNull(chromium).complaints()).isNotEmpty();
    }

    @Test
    @Order(40)
    void brokersThatGoAreMissedAndComeBack() throws Exception {
        visitor.sees("All is well");
        cluster().kill(2);
        visitor.sees("2 of 3").sees("Not everything is in sync");
        cluster().start(2);
        visitor.sees("All is well");

        visitor.at("topics/orders").sees(AriaRole.HEADING, "orders");
        assertThat(visitor.page().locator("main tbody tr")).hasCount(6);
        cluster().kill(0);
        assertThat(visitor.page().locator(".offline")).containsText("The broker does not answer.");
        assertThat(visitor.page().locator("main tbody tr")).hasCount(6);
        visitor.button("Add partitions")
                .press("Enter")
                .sees("The broker does not answer.")
                .press("Escape");
        cluster().start(0);
        assertThat(visitor.page().locator(".offline")).hasCount(0);
        visitor.sees("The broker is back.");
        assertThat(visitor.page().locator("main tbody tr").first()).containsText("of 3");
        visitor.at("").sees("All is well");
    }

    private static Page.GetByLabelOptions exact() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static Page.GetByRoleOptions named(Pattern name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
