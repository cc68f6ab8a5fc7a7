package io.suiro.bench.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the application of {@code bench/application} is run. */
enum Kind {
    WITHOUT("without Suiro") {
        @Override
        List<String> command(Path application, Path data) {
            return List.of("-jar", jar(application.resolve("without")));
        }
    },
    TEMPORARY("broker on a temporary directory, as in tests") {
        @Override
        List<String> command(Path application, Path data) {
            return withBroker(application, "-Dquarkus.profile=dev");
        }
    },
    STORED("broker on a new directory, as in production") {
        @Override
        List<String> command(Path application, Path data) {
            return withBroker(application, "-Dsuiro.embedded.data=" + data);
        }
    };

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /**
     * What java is to run.
     *
     * @param application where both are built
     * @param data a directory that does not exist
     */
    abstract List<String> command(Path application, Path data);

    private static List<String> withBroker(Path application, String option) {
        List<String> command = new ArrayList<>(
                List.of("-Dsuiro.embedded.enabled=true", "-Dmp.messaging.outgoing.records.connector=suiro", option));
        command.addAll(List.of("-jar", jar(application)));
        return command;
    }

    private static String jar(Path target) {
        return target.resolve("quarkus-app/quarkus-run.jar").toString();
    }
}
