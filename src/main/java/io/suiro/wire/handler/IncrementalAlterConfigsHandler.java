package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.Configs;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * IncrementalAlterConfigs, versions 0 to 1 (KIP-339).
 *
 * <p>1 flexible.
 *
 * <p>Deviations: of resources there are TOPIC, BROKER and GROUP.
 */
public final class IncrementalAlterConfigsHandler
        implements ApiHandler<IncrementalAlterConfigsRequestData, IncrementalAlterConfigsResponseData> {
    private static final byte SET = 0;
    private static final byte DELETE = 1;
    private static final byte APPEND = 2;
    private static final byte SUBTRACT = 3;

    private final Configs configs;

    public IncrementalAlterConfigsHandler(Configs configs) {
        this.configs = configs;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public CompletionStage<IncrementalAlterConfigsResponseData> handle(
            IncrementalAlterConfigsRequestData request, RequestContext context) {
        Set<ConfigResource> repeated = Repeated.keys(request.resources(), IncrementalAlterConfigsHandler::resource);
        List<CompletionStage<AlterConfigsResourceResponse>> responses = new ArrayList<>();
        for (AlterConfigsResource resource : request.resources()) {
            CompletionStage<Outcome<Void>> done = repeated.contains(resource(resource))
                    ? CompletableFuture.completedFuture(
                            Outcome.failed(Errors.INVALID_REQUEST, "Each resource must appear at most once."))
                    : alter(resource, request.validateOnly());
            responses.add(done.thenApply(outcome -> new AlterConfigsResourceResponse()
                    .setResourceType(resource.resourceType())
                    .setResourceName(resource.resourceName())
                    .setErrorCode(outcome.code().code())
                    .setErrorMessage(outcome.detail())));
        }
        return Stages.all(responses).thenApply(all -> new IncrementalAlterConfigsResponseData().setResponses(all));
    }

    private static ConfigResource resource(AlterConfigsResource resource) {
        return new ConfigResource(ConfigResource.Type.forId(resource.resourceType()), resource.resourceName());
    }

    private CompletionStage<Outcome<Void>> alter(AlterConfigsResource resource, boolean validateOnly) {
        Map<String, ConfigChange> changes = new HashMap<>();
        try {
            for (AlterableConfig config : resource.configs()) {
                if (changes.put(config.name(), change(config)) != null) {
                    throw new Refused(
                            Errors.INVALID_REQUEST,
                            "Error due to duplicate config keys: the request changes " + config.name()
                                    + " more than once.");
                }
            }
        } catch (Refused e) {
            return CompletableFuture.completedFuture(Outcome.failed(e.code(), e.detail()));
        }
        return configs.alter(resource(resource), changes, validateOnly);
    }

    private static ConfigChange change(AlterableConfig config) {
        return switch (config.configOperation()) {
            case SET -> new ConfigChange.Set(valueOf(config));
            case DELETE -> new ConfigChange.Delete();
            case APPEND -> new ConfigChange.Append(valueOf(config));
            case SUBTRACT -> new ConfigChange.Subtract(valueOf(config));
            default ->
                throw new Refused(Errors.INVALID_REQUEST, "Unknown operation type " + config.configOperation() + ".");
        };
    }

    private static String valueOf(AlterableConfig config) {
        @Nullable String value = config.value();
        if (value == null) {
            throw new Refused(Errors.INVALID_REQUEST, "Null value not supported for : " + config.name());
        }
        return value;
    }
}
