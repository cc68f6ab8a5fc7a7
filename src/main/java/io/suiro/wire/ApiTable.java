package io.suiro.wire;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * The APIs that this server serves and advertises: those it is given, and ApiVersions itself. Does not change. Any thread.
 */
public final class ApiTable {
    private final Supplier<? extends Collection<? extends ApiHandler<?, ?>>> given;
    private final WireObserver observer;
    private volatile @Nullable Map<ApiKeys, ApiHandler<?, ?>> found;

    private ApiTable(Supplier<? extends Collection<? extends ApiHandler<?, ?>>> given, WireObserver observer) {
        this.given = given;
        this.observer = observer;
    }

    public ApiTable(Collection<? extends ApiHandler<?, ?>> handlers, WireObserver observer) {
        this(() -> handlers, observer);
        all();
    }

    /**
     * Made when a client first asks for something. Kafka's list of APIs comes with the schemas of all their versions, which take longer than the rest of
     * a broker's start, and an application that embeds one may never have a client.
     */
    public static ApiTable onDemand(
            Supplier<? extends Collection<? extends ApiHandler<?, ?>>> handlers, WireObserver observer) {
        return new ApiTable(handlers, observer);
    }

    private Map<ApiKeys, ApiHandler<?, ?>> all() {
        Map<ApiKeys, ApiHandler<?, ?>> all = found;
        return all == null ? make() : all;
    }

    private synchronized Map<ApiKeys, ApiHandler<?, ?>> make() {
        Map<ApiKeys, ApiHandler<?, ?>> all = found;
        if (all == null) {
            all = new EnumMap<>(ApiKeys.class);
            add(all, new ApiVersionsHandler(this, observer));
            for (ApiHandler<?, ?> handler : given.get()) {
                add(all, handler);
            }
            found = all;
        }
        return all;
    }

    private static void add(Map<ApiKeys, ApiHandler<?, ?>> all, ApiHandler<?, ?> handler) {
        ApiKeys api = handler.api();
        if (handler.minVersion() < api.oldestVersion()
                || handler.maxVersion() > api.latestVersion()
                || handler.minVersion() > handler.maxVersion()) {
            throw new IllegalArgumentException(api + " cannot be served in versions " + handler.minVersion() + " to "
                    + handler.maxVersion() + ": its schema has " + api.oldestVersion() + " to "
                    + api.latestVersion());
        }
        if (all.put(api, handler) != null) {
            throw new IllegalArgumentException(api + " has two handlers");
        }
    }

    /** Null if the API is not served. */
    @Nullable
    ApiHandler<?, ?> handler(short apiKey) {
        return ApiKeys.hasId(apiKey) ? all().get(ApiKeys.forId(apiKey)) : null;
    }

    /** Every handler, by API key. */
    public List<ApiHandler<?, ?>> handlers() {
        return List.copyOf(all().values());
    }

    /**
     * What ApiVersions answers. Produce is advertised from version 0 although it is served from its oldest version on,
     * because librdkafka before 2.x takes a missing version 0 to mean that the broker has no compression (KAFKA-18659).
     */
    ApiVersionCollection advertised() {
        Map<ApiKeys, ApiHandler<?, ?>> all = all();
        ApiVersionCollection versions = new ApiVersionCollection(all.size());
        all.forEach((api, handler) -> versions.add(new ApiVersion()
                .setApiKey(api.id)
                .setMinVersion(api == ApiKeys.PRODUCE ? 0 : handler.minVersion())
                .setMaxVersion(handler.maxVersion())));
        return versions;
    }
}
