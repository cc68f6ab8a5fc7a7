package io.suiro.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What takes a new process long to load, and an application's first record does not need. */
class LeanStartTest {
    /** Broker's and Netty's, but for those that the JVM makes. */
    private static final Pattern OURS = Pattern.compile("\\[.*] (io\\.(?:suiro|netty)\\.[\\w.$]+) source: .*");

    /** The program of the other process. */
    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedOptions.TEMPORARY);
        broker.topic("orders").send("first");
        System.out.println("stored");
        broker.close();
    }

    @Test
    void theFirstRecordIsStoredWithoutKafkasErrorsAndSchemas() throws IOException, InterruptedException {
        List<String> untilStored = loaded().lines()
                .takeWhile(line -> !line.equals("stored"))
                .map(line -> line.replaceFirst(" source: .*", ""))
                .toList();
        assertThat(untilStored).anyMatch(line -> line.endsWith(" io.suiro.log.PartitionLog"));
        assertThat(untilStored)
                .as("the table of APIs, with the schemas of all their versions")
                .noneMatch(line -> line.endsWith(" org.apache.kafka.common.protocol.ApiKeys"))
                .as("the errors, with an exception and a lambda for each")
                .noneMatch(line -> line.contains(" org.apache.kafka.common.protocol.Errors$$Lambda"))
                .as("management beans")
                .noneMatch(line -> line.endsWith(" java.lang.management.ManagementFactory"))
                .as("what compares records that are left to the compiler")
                .noneMatch(line -> line.endsWith(" java.lang.runtime.ObjectMethods"));
    }

    @Test
    void theClassesOfAStartAreKnownBeforeIt() throws IOException, InterruptedException {
        Set<String> loaded = loaded().lines()
                .takeWhile(line -> !line.equals("stored"))
                .map(OURS::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .filter(name -> !name.equals(LeanStartTest.class.getName()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Path actual = Path.of("target/start.classes");
        Files.write(actual, loaded);
        Set<String> known = Set.copyOf(BrokerClasses.names());
        Set<String> unknown = new TreeSet<>(loaded);
        unknown.removeAll(known);
        Set<String> needless = new TreeSet<>(known);
        needless.removeAll(loaded);

        assertThat(unknown.size() + needless.size())
                .as("start.classes lacks %s, and %s are not loaded: %s has what is", unknown, needless, actual)
                .isLessThan(loaded.size() / 20);
    }

    private static String loaded() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        LeanStartTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
