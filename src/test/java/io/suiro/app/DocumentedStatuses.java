package io.suiro.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whatever a test asks: the OpenAPI document knows of the operation's status, and of the tag of its answer. So no test sees one that is not documented. */
final class DocumentedStatuses implements Filter {
    private static final int NO_SUCH_METHOD = 405;

    /** The paths of the document, which is the same for as long as the application runs; null before it is asked for. */
    private static @Nullable JsonNode paths;

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        String path = URI.create(request.getURI()).getRawPath();
        Optional<String> template = paths().properties().stream()
                .map(Map.Entry::getKey)
                .filter(candidate -> path.matches(candidate.replaceAll("\\{[^}]*}", "[^/]+")))
                .min(Comparator.comparing(candidate -> candidate.indexOf('{') < 0 ? -1 : -candidate.indexOf('{')));
        if (template.isPresent() && response.statusCode() != NO_SUCH_METHOD) {
            String method = request.getMethod().toLowerCase(Locale.ROOT);
            String status = Integer.toString(response.statusCode());
            JsonNode documented =
                    paths().path(template.get()).path(method).path("responses").path(status);
            assertThat(documented.isObject())
                    .as("%s %s answers %s, as documented", method, template.get(), status)
                    .isTrue();
            if (response.header("ETag") != null) {
                assertThat(documented.path("headers").has("ETag"))
                        .as("%s %s %s has an ETag, as documented", method, template.get(), status)
                        .isTrue();
            }
        }
        return response;
    }

    private static synchronized JsonNode paths() {
        if (paths == null) {
            try {
                paths = new ObjectMapper()
                        .readTree(get("/q/openapi?format=json").asByteArray())
                        .path("paths");
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            assertThat(paths.isEmpty()).as("the document has no paths").isFalse();
        }
        return paths;
    }
}
