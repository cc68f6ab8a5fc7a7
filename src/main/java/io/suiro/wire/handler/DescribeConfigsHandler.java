package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Configs;
import io.suiro.config.Described;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;
import org.jspecify.annotations.Nullable;

/**
 * DescribeConfigs, versions 1 to 4 (KIP-133).
 *
 * <p>1 synonyms (KIP-226) · 3 types and documentation (KIP-569) · 4 flexible.
 *
 * <p>Deviations: of resources there are TOPIC, BROKER and GROUP.
 */
public final class DescribeConfigsHandler
        implements ApiHandler<DescribeConfigsRequestData, DescribeConfigsResponseData> {
    private final Configs configs;

    public DescribeConfigsHandler(Configs configs) {
        this.configs = configs;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CONFIGS;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public CompletionStage<DescribeConfigsResponseData> handle(
            DescribeConfigsRequestData request, RequestContext context) {
        return CompletableFuture.completedFuture(new DescribeConfigsResponseData()
                .setResults(request.resources().stream()
                        .map(resource -> describe(resource, request))
                        .toList()));
    }

    private DescribeConfigsResult describe(DescribeConfigsResource resource, DescribeConfigsRequestData request) {
        DescribeConfigsResult result = new DescribeConfigsResult()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName());
        Outcome<List<Described>> outcome = configs.describe(
                new ConfigResource(ConfigResource.Type.forId(resource.resourceType()), resource.resourceName()));
        return switch (outcome) {
            case Outcome.Ok<List<Described>>(List<Described> all) ->
                result.setConfigs(wanted(all, resource.configurationKeys())
                        .map(setting -> setting(setting, request))
                        .toList());
            case Outcome.Failed<List<Described>>(Errors code, String detail) ->
                result.setErrorCode(code.code()).setErrorMessage(detail);
        };
    }

    /** No names at all means every setting. */
    private static Stream<Described> wanted(List<Described> all, @Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            return all.stream();
        }
        Set<String> known = Set.copyOf(names);
        return all.stream().filter(setting -> known.contains(setting.name()));
    }

    private static DescribeConfigsResourceResult setting(Described setting, DescribeConfigsRequestData request) {
        DescribeConfigsResourceResult result = new DescribeConfigsResourceResult()
                .setName(setting.name())
                .setValue(setting.value())
                .setReadOnly(setting.readOnly())
                .setConfigSource(setting.source().id())
                .setIsSensitive(setting.sensitive())
                .setConfigType(type(setting.setting().type()).id());
        if (request.includeDocumentation()) {
            result.setDocumentation(setting.setting().documentation());
        }
        if (request.includeSynonyms()) {
            result.setSynonyms(setting.synonyms().stream()
                    .map(synonym -> new DescribeConfigsSynonym()
                            .setName(synonym.name())
                            .setValue(synonym.value())
                            .setSource(synonym.source().id()))
                    .toList());
        }
        return result;
    }

    private static ConfigType type(ConfigDef.Type type) {
        return switch (type) {
            case BOOLEAN -> ConfigType.BOOLEAN;
            case STRING -> ConfigType.STRING;
            case INT -> ConfigType.INT;
            case SHORT -> ConfigType.SHORT;
            case LONG -> ConfigType.LONG;
            case DOUBLE -> ConfigType.DOUBLE;
            case LIST -> ConfigType.LIST;
            case CLASS -> ConfigType.CLASS;
            case PASSWORD -> ConfigType.PASSWORD;
        };
    }
}
