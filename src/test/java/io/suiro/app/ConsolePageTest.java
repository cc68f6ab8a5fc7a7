package io.suiro.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The console's files fit each other and the libraries of the build: nothing else would tell before somebody opens the page. */
class ConsolePageTest {
    private static final Path ROOT = Path.of("src/main/resources/META-INF/resources");
    private static final Pattern IMPORT_MAP = Pattern.compile("(?s)<script type=\"importmap\">(.*?)</script>");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^(?:import|import .* from) '([^']+)';$|import\\('([^']+)'\\)");
    private static final Pattern FILE = Pattern.compile("(?:href|src)=\"(/[^\"]+)\"|url\\(\"(/[^\"]+)\"\\)");

    @Test
    void thePolicyKnowsTheImportMap() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(importMap().getBytes(UTF_8));
        Properties properties = new Properties();
        try (InputStream defaults = getClass().getResourceAsStream("/application.properties")) {
            properties.load(defaults);
        }
        assertThat(properties.getProperty("quarkus.http.filter.console.header.\"Content-Security-Policy\""))
                .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
                .doesNotContain("unsafe");
    }

    @Test
    void everyImportLeadsToAFile() throws IOException {
        Map<String, String> mapped = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                new ObjectMapper().readTree(importMap()).get("imports").properties()) {
            mapped.put(entry.getKey(), entry.getValue().textValue());
        }
        List<String> missing = new ArrayList<>();
        for (Path module : files(".js")) {
            for (String name : found(IMPORT, module)) {
                String target = target(module, name, mapped);
                if (!isServed(target)) {
                    missing.add(ROOT.relativize(module) + ": " + name + " at " + target);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(mapped.values().stream().filter(target -> !target.endsWith("/")))
                .allMatch(ConsolePageTest::isServed);
    }

    @Test
    void everyFileThatThePageAndItsStylesNameIsThere() throws IOException {
        for (Path file :
                Stream.concat(files(".html").stream(), files(".css").stream()).toList()) {
            assertThat(found(FILE, file)).as("%s", file).allMatch(ConsolePageTest::isServed);
        }
    }

    private static String target(Path module, String name, Map<String, String> mapped) {
        if (name.startsWith(".")) {
            return "/"
                    + ROOT.relativize(Objects.requireNonNull(module.getParent())
                            .resolve(name)
                            .normalize());
        }
        String exact = mapped.get(name);
        if (exact != null) {
            return exact;
        }
        String folder = name.substring(0, name.indexOf('/') + 1);
        return mapped.getOrDefault(folder, "nowhere: ") + name.substring(folder.length());
    }

    private static boolean isServed(String path) {
        return ConsolePageTest.class.getResource("/META-INF/resources" + path) != null;
    }

    private static String importMap() throws IOException {
        return found(IMPORT_MAP, ROOT.resolve("index.html")).getFirst();
    }

    private static List<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(ConsolePageTest::group)
                .toList();
    }

    private static String group(MatchResult match) {
        String first = match.group(1);
        return first != null ? first : match.group(2);
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
