package io.suiro.process.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The tasks of docs/console.md, each with its clicks. */
abstract class ConsoleTasks extends ConsoleVisit {
    ConsoleTasks(ConsoleCluster cluster, Chromium chromium, Page page) {
        super(cluster, chromium, page);
    }

    @Test
    @Order(1)
    void seeWhetherTheClusterIsWell() {
        visitor.sees("All is well").sees("4 brokers up");
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
    @Order(14)
    void drainABrokerAndTakeThatBack() {
        visitor.link("Brokers").button("Drain broker 3").button("Drain").sees("Broker 3 is being drained.");
        tookClicks(3);
        Locator drained = rowOfBroker(3);
        assertThat(drained).containsText("drained");
        assertThat(drained.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Drain")))
                .hasCount(0);
        visitor.sees("Nothing moves.");

        visitor.button("Drain broker 2").button("Drain").sees("There is no broker beside");
        visitor.at("brokers").sees(AriaRole.BUTTON, "Cordon broker 2");

        visitor.button("Uncordon broker 3").button("Uncordon").sees("Broker 3 takes replicas again.");
        assertThat(drained).not().containsText("drained");
        visitor.sees(AriaRole.BUTTON, "Cordon broker 3");
        visitor.at("").sees("All is well");
    }

    private Locator rowOfBroker(int id) {
        return visitor.page()
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions()
                        .setHas(visitor.page()
                                .getByRole(
                                        AriaRole.ROWHEADER,
                                        new Page.GetByRoleOptions()
                                                .setName("" + id)
                                                .setExact(true))));
    }
}
