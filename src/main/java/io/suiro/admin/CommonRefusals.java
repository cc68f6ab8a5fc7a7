package io.suiro.admin;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Adds to each operation of the OpenAPI document the refusals that all of them have; at build time. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class CommonRefusals implements OASFilter {
    private static final String REFERENCE = "#/components/responses/";
    private static final Map<String, String> OF_ALL = Map.of(
            "400", ApiDocument.BAD_REQUEST,
            "401", ApiDocument.UNAUTHORIZED,
            "403", ApiDocument.FORBIDDEN,
            "503", ApiDocument.UNAVAILABLE);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() != null) {
            document.getPaths().getPathItems().values().forEach(CommonRefusals::complete);
        }
    }

    private static void complete(PathItem path) {
        path.getOperations().forEach((method, operation) -> {
            Map<String, String> refusals = new TreeMap<>(OF_ALL);
            if (method != PathItem.HttpMethod.GET) {
                refusals.put("415", ApiDocument.NOT_JSON);
            }
            complete(operation, refusals);
        });
    }

    /** In the order of their codes. */
    private static void complete(Operation operation, Map<String, String> refusals) {
        APIResponses responses =
                operation.getResponses() == null ? OASFactory.createAPIResponses() : operation.getResponses();
        Map<String, APIResponse> all = new TreeMap<>(responses.getAPIResponses());
        refusals.forEach((code, name) ->
                all.putIfAbsent(code, OASFactory.createAPIResponse().ref(REFERENCE + name)));
        responses.setAPIResponses(new LinkedHashMap<>(all));
        operation.setResponses(responses);
    }
}
