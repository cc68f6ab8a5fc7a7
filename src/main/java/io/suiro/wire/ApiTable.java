package io.suiro.wire;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** The APIs that this server serves and advertises: those it is given, and ApiVersions itself. Immutable. */
public final class ApiTable {
    private final Map<ApiKeys, ApiHandler<?, ?>> handlers = new EnumMap<>(ApiKeys.class);

    public ApiTable(Collection<? extends ApiHandler<?, ?>> handlers, WireObserver observer) {
        add(new ApiVersionsHandler(this, observer));
        handlers.forEach(this::add);
    }

    private void add(ApiHandler<?, ?> handler) {
        ApiKeys api = handler.api();
        if (handler.minVersion() < api.oldestVersion()
                || handler.maxVersion() > api.latestVersion()
                || handler.minVersion() > handler.maxVersion()) {
            throw new IllegalArgumentException(api + " cannot be served in versions " + handler.minVersion() + " to "
                    + handler.maxVersion() + ": its schema has " + api.oldestVersion() + " to "
                    + api.latestVersion());
        }
        if (handlers.put(api, handler) != null) {
            throw new IllegalArgumentException(api + " has two handlers");
        }
    }

    /** Null if the API is not served. */
    @Nullable
    ApiHandler<?, ?> handler(short apiKey) {
        return ApiKeys.hasId(apiKey) ? handlers.get(ApiKeys.forId(apiKey)) : null;
    }

    /** Every handler, by API key. */
    public List<ApiHandler<?, ?>> handlers() {
        return List.copyOf(handlers.values());
    }

    /**
     * What ApiVersions answers. Produce is advertised from version 0 although it is served from its oldest version on,
     * because librdkafka before 2.x takes a missing version 0 to mean that the broker has no compression (KAFKA-18659).
     */
    ApiVersionCollection advertised() {
        ApiVersionCollection versions = new ApiVersionCollection(handlers.size());
        handlers.forEach((api, handler) -> versions.add(new ApiVersion()
                .setApiKey(api.id)
                .setMinVersion(api == ApiKeys.PRODUCE ? 0 : handler.minVersion())
                .setMaxVersion(handler.maxVersion())));
        return versions;
    }
}
