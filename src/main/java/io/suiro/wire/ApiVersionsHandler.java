package io.suiro.wire;

import io.suiro.base.RequestContext;
import io.suiro.error.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsRequest;

/**
 * ApiVersions, versions 0-4: what this broker serves, from the table itself. Version 3 brings the client's software
 * name and version (KIP-511) and features (KIP-584), version 4 the fix of features with a minimum of 0 (KIP-1022).
 * Deviations: two features are supported, and always finalized: {@code transaction.version} at 2 (KIP-890) and {@code share.version} at 1
 * (KIP-932).
 */
final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequestData, ApiVersionsResponseData> {
    private static final short IDENTIFIED_SINCE = 3;
    /** Clients of earlier versions take 0 for a malformed level. */
    private static final short LEVEL_0_SINCE = 4;

    private final ApiTable table;
    private final WireObserver observer;

    ApiVersionsHandler(ApiTable table, WireObserver observer) {
        this.table = table;
        this.observer = observer;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.API_VERSIONS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public CompletionStage<ApiVersionsResponseData> handle(ApiVersionsRequestData request, RequestContext context) {
        if (context.apiVersion() >= IDENTIFIED_SINCE) {
            if (!new ApiVersionsRequest(request, context.apiVersion()).isValid()) {
                throw new Refused(Errors.INVALID_REQUEST, "client software name or version is malformed");
            }
            observer.clientIdentified(
                    context.connectionId(), request.clientSoftwareName(), request.clientSoftwareVersion());
        }
        return CompletableFuture.completedStage(
                withFeatures(answer(Errors.NONE), context.apiVersion() >= LEVEL_0_SINCE ? 0 : 1));
    }

    /** To a version that is not served: in version 0, which any client understands, with what it may ask instead. */
    ApiVersionsResponseData unsupportedVersion() {
        return answer(Errors.UNSUPPORTED_VERSION);
    }

    private ApiVersionsResponseData answer(Errors code) {
        return new ApiVersionsResponseData().setErrorCode(code.code()).setApiKeys(table.advertised());
    }

    /** Not in versions before 3. */
    private static ApiVersionsResponseData withFeatures(ApiVersionsResponseData answer, int lowestLevel) {
        addFeature(answer, Features.TRANSACTIONS, lowestLevel, Features.TRANSACTIONS_LEVEL);
        addFeature(answer, Features.SHARES, lowestLevel, Features.SHARES_LEVEL);
        return answer.setFinalizedFeaturesEpoch(0);
    }

    private static void addFeature(ApiVersionsResponseData answer, String name, int lowestLevel, short level) {
        answer.supportedFeatures()
                .add(new SupportedFeatureKey()
                        .setName(name)
                        .setMinVersion((short) lowestLevel)
                        .setMaxVersion(level));
        answer.finalizedFeatures()
                .add(new FinalizedFeatureKey()
                        .setName(name)
                        .setMinVersionLevel(level)
                        .setMaxVersionLevel(level));
    }
}
