package io.suiro.process.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The system's Chromium, without a window. It remembers what pages complain of. */
final class Chromium implements AutoCloseable {
    static final Path BINARY = Path.of("/usr/bin/chromium");
    private static final int PATIENCE_MS = 15_000;
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    /** Notes each stream that a page opens. */
    private static final String STREAMS = """
            window.streams = [];
            window.EventSource = class extends EventSource {
              constructor(address) {
                super(address);
                window.streams.push(this);
              }
            };
            """;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();

    Chromium() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(BINARY)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Skips the test where there is none, unless SUIRO_REQUIRE_CLIENTS says that there has to be. */
    static void assumeInstalled() {
        if (System.getenv("SUIRO_REQUIRE_CLIENTS") == null) {
            assumeTrue(Files.isExecutable(BINARY), () -> "there is no " + BINARY);
        }
    }

    /** A page of its own context, which has stored nothing yet. */
    Page page(ColorScheme scheme, int width, int height) {
        return page(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
    }

    /** The page of somebody who has told the browser name and password. */
    Page pageOf(String name, String password) {
        return page(new Browser.NewContextOptions().setHttpCredentials(name, password));
    }

    private Page page(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.addInitScript(STREAMS);
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            // a refusal and a broker that is away are told by the network as well, and are what tests bring about
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        return page;
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(Chromium.class.getResourceAsStream(AXE), AXE)) {
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What breaks the rules of WCAG 2.1, levels A and AA, as far as axe-core can see that: rule, element and reason. */
    static List<?> barriers(Page page) {
        if (!(boolean) page.evaluate("() => 'axe' in window")) {
            page.evaluate(axe() + "; 0");
        }
        return (List<?>) page.evaluate("""
                () => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then((result) => result.violations.flatMap(
                    (violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 200)} ${node.any.map((check) => check.message).join(' ')}`)))
                """);
    }

    /** Paths of the streams of events that a page has open. */
    static List<Object> streams(Page page) {
        return List.copyOf(
                (List<?>)
                        page.evaluate(
                                "() => streams.filter((stream) => stream.readyState === EventSource.OPEN).map((stream) => new URL(stream.url).pathname)"));
    }

    /** Errors of scripts, and what the page's own policy has blocked, since somebody asked. */
    List<String> complaints() {
        List<String> since = List.copyOf(complaints);
        complaints.clear();
        return since;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
