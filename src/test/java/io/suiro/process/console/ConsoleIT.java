package io.suiro.process.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.io.TempDir;

/** What people do with the console, in Chromium and before a cluster of four brokers with data, which is started once for all of it. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ConsoleIT {
    private static final int BROKERS = 4;
    private static final int PATIENCE_MS = 15_000;

    @TempDir
    static Path directory;

    private static @Nullable ConsoleCluster started;
    private static @Nullable Shop shop;
    private static @Nullable Chromium chromium;
    private static @Nullable Page page;

    /** What the page showed when a test failed is part of the failure, and what the brokers logged last. */
    @RegisterExtension
    static final TestExecutionExceptionHandler SHOWN = (context, failure) -> {
        String text = Objects.requireNonNull(page).locator("body").innerText();
        failure.addSuppressed(new AssertionError("The page showed:\n" + text));
        failure.addSuppressed(new AssertionError(
                "The brokers logged:\n" + Objects.requireNonNull(started).logged()));
        throw failure;
    };

    @BeforeAll
    static void open() throws Exception {
        Chromium.assumeInstalled();
        started = new ConsoleCluster(directory, BROKERS);
        started.start();
        shop = new Shop(started.bootstrap(), 40);
        shop.open();
        chromium = new Chromium();
        page = chromium.page(ColorScheme.LIGHT, ConsoleVisit.WIDTH, ConsoleVisit.HEIGHT);
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

    /** Each task with its clicks. */
    @Nested
    @Order(1)
    class Tasks extends ConsoleTasks {
        Tasks() {
            super(
                    Objects.requireNonNull(started),
                    Objects.requireNonNull(ConsoleIT.chromium),
                    Objects.requireNonNull(ConsoleIT.page));
        }
    }

    /** Each view: in both themes, on a phone, with the keyboard, with bad input. */
    @Nested
    @Order(2)
    class Looks extends ConsoleLooks {
        Looks() {
            super(
                    Objects.requireNonNull(started),
                    Objects.requireNonNull(ConsoleIT.chromium),
                    Objects.requireNonNull(ConsoleIT.page));
        }
    }

    /** What happens while somebody looks, brokers that go and come among it. */
    @Nested
    @Order(3)
    class News extends ConsoleNews {
        News() {
            super(
                    Objects.requireNonNull(started),
                    Objects.requireNonNull(ConsoleIT.chromium),
                    Objects.requireNonNull(ConsoleIT.page));
        }
    }
}
