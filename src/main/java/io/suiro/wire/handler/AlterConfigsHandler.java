package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Configs;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AlterConfigs, versions 0 to 2 (KIP-133): replaces all settings of a resource. Clients prefer IncrementalAlterConfigs.
 *
 * <p>2 flexible.
 *
 * <p>Deviations: of resources there are TOPIC, BROKER and GROUP.
 */
public final class AlterConfigsHandler implements ApiHandler<AlterConfigsRequestData, AlterConfigsResponseData> {
    private final Configs configs;

    public AlterConfigsHandler(Configs configs) {
        this.configs = configs;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_CONFIGS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<AlterConfigsResponseData> handle(AlterConfigsRequestData request, RequestContext context) {
        Set<ConfigResource> repeated = Repeated.keys(request.resources(), AlterConfigsHandler::resource);
        List<CompletionStage<AlterConfigsResourceResponse>> responses = new ArrayList<>();
        for (AlterConfigsResource resource : request.resources()) {
            CompletionStage<Outcome<Void>> done = repeated.contains(resource(resource))
                    ? CompletableFuture.completedFuture(
                            Outcome.failed(Errors.INVALID_REQUEST, "Each resource must appear at most once."))
                    : replace(resource, request.validateOnly());
            responses.add(done.thenApply(outcome -> new AlterConfigsResourceResponse()
                    .setResourceType(resource.resourceType())
                    .setResourceName(resource.resourceName())
                    .setErrorCode(outcome.code().code())
                    .setErrorMessage(outcome.detail())));
        }
        return Stages.all(responses).thenApply(all -> new AlterConfigsResponseData().setResponses(all));
    }

    private static ConfigResource resource(AlterConfigsResource resource) {
        return new ConfigResource(ConfigResource.Type.forId(resource.resourceType()), resource.resourceName());
    }

    private CompletionStage<Outcome<Void>> replace(AlterConfigsResource resource, boolean validateOnly) {
        Map<String, String> values = new HashMap<>();
        for (AlterableConfig config : resource.configs()) {
            if (config.value() == null) {
                return CompletableFuture.completedFuture(
                        Outcome.failed(Errors.INVALID_REQUEST, "Null value not supported for : " + config.name()));
            }
            values.put(config.name(), config.value());
        }
        return configs.replace(resource(resource), values, validateOnly);
    }
}
