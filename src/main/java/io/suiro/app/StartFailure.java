package io.suiro.app;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.suiro.config.WrongConfiguration;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Says in an operator's words why the application did not start, where the cause is one that an operator can mend. */
final class StartFailure {
    /** What Quarkus says when it cannot bind; the causes beneath it differ between transports. */
    private static final String HTTP_SERVER = "Unable to start HTTP server";

    /** What SmallRye has to say; what stands behind it is the reason. */
    private static final Pattern CODED = Pattern.compile("^.*(SRCFG\\d+: |whilst being converted )");

    private static final Pattern KEY = Pattern.compile("suiro(\\.[a-z0-9-]+)+");

    private StartFailure() {}

    /** One line per cause; empty if the failure is none of the operator's, and its stack trace is what helps. */
    static Optional<String> explain(Throwable failure, Config config) {
        for (Throwable cause : causes(failure)) {
            if (cause instanceof WrongConfiguration wrong) {
                return Optional.ofNullable(wrong.getMessage());
            }
            if (cause instanceof ConfigValidationException invalid) {
                return Optional.of(problems(invalid, config));
            }
        }
        if (failure instanceof IOException disk) {
            return Optional.of(entry("suiro.data", config) + ": " + reason(disk));
        }
        return httpServer(failure, config);
    }

    private static Optional<String> httpServer(Throwable failure, Config config) {
        List<Throwable> causes = causes(failure);
        if (causes.stream().noneMatch(cause -> HTTP_SERVER.equals(cause.getMessage()))) {
            return Optional.empty();
        }
        return Optional.of(entry("quarkus.http.host", config) + ", " + entry("quarkus.http.port", config)
                + ": HTTP cannot listen there: " + causes.getLast().getMessage());
    }

    /** The JDK's own exceptions about files have no message but a path. */
    private static String reason(IOException disk) {
        return disk instanceof FileSystemException
                ? disk.getClass().getSimpleName().replace("Exception", "") + ": " + disk.getMessage()
                : String.valueOf(disk.getMessage());
    }

    private static String entry(String key, Config config) {
        return key + "=" + config.getConfigValue(key).getValue();
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String problems(ConfigValidationException invalid, Config config) {
        return Arrays.stream(problemsOf(invalid))
                .map(problem -> problem(problem.getMessage(), config))
                .collect(Collectors.joining("; "));
    }

    private static Problem[] problemsOf(ConfigValidationException invalid) {
        Problem[] problems = new Problem[invalid.getProblemCount()];
        Arrays.setAll(problems, invalid::getProblem);
        return problems;
    }

    private static String problem(String message, Config config) {
        String reason = CODED.matcher(message).replaceFirst("");
        Matcher key = KEY.matcher(message);
        return key.find() ? entry(key.group(), config) + ": " + reason : reason;
    }
}
