package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Topics;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListConfigResources, versions 0 to 1 (KIP-714, KIP-1142).
 *
 * <p>0 client metrics only · 1 any type.
 *
 * <p>Deviations: there are no client metrics or broker logger resources yet, so none is listed.
 */
public final class ListConfigResourcesHandler
        implements ApiHandler<ListConfigResourcesRequestData, ListConfigResourcesResponseData> {
    private static final Set<ConfigResource.Type> SUPPORTED = Set.of(
            ConfigResource.Type.TOPIC,
            ConfigResource.Type.BROKER,
            ConfigResource.Type.BROKER_LOGGER,
            ConfigResource.Type.CLIENT_METRICS,
            ConfigResource.Type.GROUP);

    private final Topics topics;

    public ListConfigResourcesHandler(Topics topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_CONFIG_RESOURCES;
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
    public CompletionStage<ListConfigResourcesResponseData> handle(
            ListConfigResourcesRequestData request, RequestContext context) {
        Set<ConfigResource.Type> wanted = types(request, context.apiVersion());
        List<ListConfigResourcesResponseData.ConfigResource> resources = new ArrayList<>();
        if (wanted.contains(ConfigResource.Type.TOPIC)) {
            topics.image()
                    .topicIds()
                    .keySet()
                    .forEach(name -> resources.add(resource(ConfigResource.Type.TOPIC, name)));
        }
        if (wanted.contains(ConfigResource.Type.BROKER)) {
            topics.image()
                    .brokers()
                    .keySet()
                    .forEach(id -> resources.add(resource(ConfigResource.Type.BROKER, id.toString())));
        }
        if (wanted.contains(ConfigResource.Type.GROUP)) {
            topics.image().configs().keySet().stream()
                    .filter(altered -> altered.type() == ConfigResource.Type.GROUP)
                    .forEach(altered -> resources.add(resource(ConfigResource.Type.GROUP, altered.name())));
        }
        return CompletableFuture.completedFuture(new ListConfigResourcesResponseData().setConfigResources(resources));
    }

    /** No types at all means every one; version 0 knows client metrics alone. */
    private static Set<ConfigResource.Type> types(ListConfigResourcesRequestData request, short version) {
        if (version == 0) {
            return Set.of(ConfigResource.Type.CLIENT_METRICS);
        }
        if (request.resourceTypes().isEmpty()) {
            return SUPPORTED;
        }
        Set<ConfigResource.Type> wanted = Set.copyOf(
                request.resourceTypes().stream().map(ConfigResource.Type::forId).toList());
        if (!SUPPORTED.containsAll(wanted)) {
            throw new Refused(Errors.UNSUPPORTED_VERSION, "Unknown resource types among " + wanted + ".");
        }
        return wanted;
    }

    private static ListConfigResourcesResponseData.ConfigResource resource(ConfigResource.Type type, String name) {
        return new ListConfigResourcesResponseData.ConfigResource()
                .setResourceType(type.id())
                .setResourceName(name);
    }
}
