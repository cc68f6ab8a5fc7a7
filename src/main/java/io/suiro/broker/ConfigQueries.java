package io.suiro.broker;

import io.suiro.cluster.MetadataImage;
import io.suiro.config.BrokerSettings;
import io.suiro.config.Described;
import io.suiro.config.Setting;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/** Settings of any resource, of brokers as they themselves know them, whichever broker is asked. Any thread. */
public final class ConfigQueries {
    private static final short VERSION = 4;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final Configs here;
    private final BrokerRequests others;

    ConfigQueries(int brokerId, Supplier<MetadataImage> image, Configs here, BrokerRequests others) {
        this.brokerId = brokerId;
        this.image = image;
        this.here = here;
        this.others = others;
    }

    /** As {@link Configs#describe}; fails with UNKNOWN_TOPIC_OR_PARTITION, BROKER_ID_NOT_REGISTERED, BROKER_NOT_AVAILABLE ... */
    public CompletionStage<List<Described>> describe(ConfigResource resource) {
        check(resource);
        boolean elsewhere = resource.type() == ConfigResource.Type.BROKER
                && !resource.isDefault()
                && Integer.parseInt(resource.name()) != brokerId;
        return elsewhere
                ? at(Integer.parseInt(resource.name()), resource)
                : CompletableFuture.completedFuture(here.describe(resource).orThrow());
    }

    /**
     * Groups may have settings before they exist.
     *
     * @throws Refused if there is no such topic or broker
     */
    public void check(ConfigResource resource) {
        if (resource.type() == ConfigResource.Type.TOPIC && image.get().topic(resource.name()) == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic " + resource.name() + ".");
        }
        if (resource.type() == ConfigResource.Type.BROKER && !resource.isDefault() && !isBroker(resource.name())) {
            throw new Refused(Errors.BROKER_ID_NOT_REGISTERED, "There is no broker " + resource.name() + ".");
        }
    }

    private boolean isBroker(String name) {
        return image.get().brokers().keySet().stream()
                .anyMatch(id -> Integer.toString(id).equals(name));
    }

    private CompletionStage<List<Described>> at(int broker, ConfigResource resource) {
        DescribeConfigsRequestData request = new DescribeConfigsRequestData()
                .setResources(List.of(new DescribeConfigsResource()
                        .setResourceType(resource.type().id())
                        .setResourceName(resource.name())
                        .setConfigurationKeys(null)))
                .setIncludeSynonyms(true);
        return others.ask(broker, request, VERSION, BrokerRequests.PATIENCE_MS, DescribeConfigsResponseData::new)
                .thenApply(answer -> described(answer.results().getFirst()));
    }

    /** Settings of which this broker does not know, as it is of another version, are left out. */
    private static List<Described> described(DescribeConfigsResult result) {
        if (result.errorCode() != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(result.errorCode()), result.errorMessage());
        }
        List<Described> all = new ArrayList<>();
        for (DescribeConfigsResourceResult told : result.configs()) {
            Setting setting = BrokerSettings.TABLE.find(told.name());
            if (setting != null) {
                all.add(new Described(
                        setting,
                        told.value(),
                        ConfigSource.forId(told.configSource()),
                        told.readOnly(),
                        told.synonyms().stream()
                                .map(synonym -> new Described.Synonym(
                                        synonym.name(), synonym.value(), ConfigSource.forId(synonym.source())))
                                .toList()));
            }
        }
        return all;
    }
}
