package io.suiro.process.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What happens while somebody looks: told by streams of events, asked for where there are none, and missed while a broker is away. */
abstract class ConsoleNews extends ConsoleVisit {
    /** Before the newest there is nothing in the list that is followed then. */
    private static final String FOLLOWED = "topics/orders/records?start=oldest";

    private static final Pattern EVENTS = Pattern.compile(".*/events(\\?.*)?");

    ConsoleNews(ConsoleCluster cluster, Chromium chromium, Page page) {
        super(cluster, chromium, page);
    }

    @Test
    @Order(1)
    void aPageHasTwoStreamsAtMostAndNoneWhileItIsHidden() {
        hasStreams("cluster/events");
        visitor.at("topics/orders/records").button("Live");
        hasStreams("cluster/events", "topics/orders/records/events");
        visitor.link("Groups").link("analytics");
        hasStreams("cluster/events", "groups/analytics/events");
        hide(true);
        hasStreams();
        hide(false);
        hasStreams("cluster/events", "groups/analytics/events");
        visitor.link("Overview");
        hasStreams("cluster/events");
    }

    /** In whatever order they came up: each asks again by itself where it was refused. */
    private void hasStreams(String... paths) {
        await().untilAsserted(() -> assertThat(Chromium.streams(visitor.page()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(paths).map(path -> "/api/v1/" + path).toList()));
    }

    private void hide(boolean hidden) {
        visitor.page().evaluate("""
                (hidden) => {
                  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
                  document.dispatchEvent(new Event('visibilitychange'));
                }
                """, hidden);
    }

    /** Nothing is done after a second or more on this page, so that no view asks again without being told to. */
    @Test
    @Order(2)
    void whatHappensIsToldToThoseWhoDoNotAsk() throws Exception {
        Page patient = chromium.page(ColorScheme.LIGHT, WIDTH, HEIGHT);
        patient.addInitScript("const soon = setTimeout; setTimeout = (work, ms) => ms < 1000 ? soon(work, ms) : 0");
        visitor = new Visitor(patient, cluster.url());
        visitor.at("topics").sees(AriaRole.LINK, "orders");
        hasStreams("cluster/events");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("news", 1, (short) 3)))
                    .all()
                    .get();
            visitor.sees(AriaRole.LINK, "news");
            admin.deleteTopics(List.of("news")).all().get();
            assertThat(visitor.find(AriaRole.LINK, "news")).hasCount(0);
        }
        visitor.at("groups/analytics").sees(AriaRole.HEADING, "analytics");
        hasStreams("cluster/events", "groups/analytics/events");
        for (int times = 0; times < 3; times++) {
            lagChanges();
        }
        visitor.at("topics/orders/records").button("Live");
        hasStreams("cluster/events", "topics/orders/records/events");
        followsMore(visitor);
        patient.context().close();
    }

    private void lagChanges() {
        Locator ends = visitor.page()
                .getByRole(AriaRole.REGION, named(Pattern.compile("Offsets")))
                .locator("tbody");
        assertThat(ends).containsText("page-views");
        assertThat(ends).not().hasText(ends.innerText());
    }

    private static void followsMore(Visitor visitor) {
        Locator following = visitor.page().getByText(Pattern.compile("Following: \\d+ since"));
        assertThat(following).not().hasText(following.innerText());
    }

    @Test
    @Order(3)
    void withoutStreamsTheConsoleAsks() {
        visitor.page().route(EVENTS, route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        visitor.at(FOLLOWED).button("Live").sees(AriaRole.BUTTON, "Stop");
        followsMore(visitor);
        followsMore(visitor);
        hasStreams();
        visitor.page().unroute(EVENTS);
        hasStreams("cluster/events", "topics/orders/records/events");
        followsMore(visitor);
        missesNothing(visitor);
    }

    /** What is said goes away after some seconds, which may be before a test looks. */
    private void noteWhatIsSaid() {
        visitor.page().evaluate("""
                () => {
                  const toast = document.querySelector('.toast');
                  window.said = [];
                  new MutationObserver(() => said.push(toast.textContent)).observe(toast, {childList: true, subtree: true, characterData: true});
                }
                """);
    }

    /** Of each partition all offsets from the first to the last one that is shown, each of them once. */
    private static void missesNothing(Visitor visitor) {
        Map<String, List<Integer>> offsets = visitor.page().locator("tr.record").allInnerTexts().stream()
                .map(row -> row.split("\\s+"))
                .collect(Collectors.groupingBy(
                        cells -> cells[0],
                        Collectors.mapping(cells -> Integer.valueOf(cells[1].replace(",", "")), Collectors.toList())));
        assertThat(offsets).isNotEmpty();
        offsets.forEach((partition, shown) -> assertThat(shown.stream().sorted().toList())
                .as("partition " + partition)
                .isEqualTo(IntStream.rangeClosed(Collections.min(shown), Collections.max(shown))
                        .boxed()
                        .toList()));
    }

    @Test
    @Order(4)
    void brokersThatGoAreMissedAndComeBack() throws Exception {
        visitor.sees("All is well");
        cluster.kill(2);
        visitor.sees("3 of 4").sees("Not everything is in sync");
        cluster.start(2);
        visitor.sees("All is well");

        visitor.at("topics/orders").sees(AriaRole.HEADING, "orders");
        assertThat(visitor.page().locator("main tbody tr")).hasCount(6);
        noteWhatIsSaid();
        Visitor follower = new Visitor(chromium.page(ColorScheme.LIGHT, WIDTH, HEIGHT), cluster.url());
        follower.at(FOLLOWED).button("Live");
        followsMore(follower);
        cluster.kill(0);
        assertThat(visitor.page().locator(".offline")).containsText("The broker does not answer.");
        assertThat(visitor.page().locator("main tbody tr")).hasCount(6);
        visitor.button("Add partitions")
                .press("Enter")
                .sees("The broker does not answer.")
                .press("Escape");
        cluster.start(0);
        assertThat(visitor.page().locator(".offline")).hasCount(0);
        visitor.page().waitForFunction("() => said.some((text) => text.includes('The broker is back.'))");
        assertThat(visitor.page().locator("main tbody tr").first()).containsText("of 3");
        followsMore(follower);
        missesNothing(follower);
        follower.page().context().close();
        visitor.at("").sees("All is well");
    }
}
