package io.suiro.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Whatever a test asks: the OpenAPI document knows of the operation's status, and of the tag of its answer. So no test sees one that is not documented. */
final class DocumentedStatuses implements Filter {
    private static final int NO_SUCH_METHOD = 405;

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        String path = URI.create(request.getURI()).getRawPath();
        JsonPath document = get("/q/openapi?format=json").jsonPath();
        Optional<String> template = document.<Object, Object>getMap("paths").keySet().stream()
                .map(Object::toString)
                .filter(candidate -> path.matches(candidate.replaceAll("\\{[^}]*}", "[^/]+")))
                .min(Comparator.comparing(candidate -> candidate.indexOf('{') < 0 ? -1 : -candidate.indexOf('{')));
        if (template.isPresent() && response.statusCode() != NO_SUCH_METHOD) {
            String responses =
                    "paths.'" + template.get() + "'." + request.getMethod().toLowerCase(Locale.ROOT) + ".responses";
            String status = Integer.toString(response.statusCode());
            assertThat(document.<Object, Object>getMap(responses))
                    .as("%s %s", request.getMethod(), template.get())
                    .containsKey(status);
            if (response.header("ETag") != null) {
                assertThat(document.<Object, Object>getMap(responses + ".'" + status + "'.headers"))
                        .as("%s %s %s", request.getMethod(), template.get(), status)
                        .containsKey("ETag");
            }
        }
        return response;
    }
}
