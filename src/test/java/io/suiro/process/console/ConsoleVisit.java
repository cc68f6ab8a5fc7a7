package io.suiro.process.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestMethodOrder;

/** Tests of {@link ConsoleIT}, which opens what they are about once for all of them. Each begins at the overview, on the same page. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ConsoleVisit {
    static final int WIDTH = 1360;
    static final int HEIGHT = 860;

    final ConsoleCluster cluster;
    final Chromium chromium;
    private final Page page;

    Visitor visitor;

    ConsoleVisit(ConsoleCluster cluster, Chromium chromium, Page page) {
        this.cluster = cluster;
        this.chromium = chromium;
        this.page = page;
        this.visitor = new Visitor(page, cluster.url());
    }

    @BeforeEach
    void beginAtTheOverview() {
        visitor = new Visitor(page, cluster.url());
        visitor.at("").sees(AriaRole.HEADING, "Overview");
    }

    @AfterEach
    void thePageComplainsOfNothing() {
        assertThat(chromium.complaints()).isEmpty();
    }

    void tookClicks(int clicks) {
        assertThat(visitor.clicks()).isEqualTo(clicks).isLessThanOrEqualTo(3);
    }

    static Page.GetByLabelOptions exact() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    static Page.GetByRoleOptions named(Pattern name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
