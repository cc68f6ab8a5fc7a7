package io.suiro.channel;

import io.suiro.broker.Produce.Acks;
import io.suiro.record.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an outgoing channel is configured to do, by the attributes of {@link SuiroConnector}.
 *
 * @param partition of records that name none, null for the partitioner's choice
 * @param key of records that have none
 * @param propagateHeaders that a record which was made from an incoming one has of it
 * @param maxInflight messages that are not answered yet, beyond which the application waits
 */
record OutgoingSettings(
        String channel,
        String clientId,
        String topic,
        @Nullable Integer partition,
        @Nullable String key,
        boolean propagateRecordKey,
        Set<String> propagateHeaders,
        Acks acks,
        Codec codec,
        long maxInflight,
        boolean validates,
        boolean traces,
        boolean reportsHealth) {
    private static final Map<String, Acks> ACKS =
            Map.of("0", Acks.NONE, "1", Acks.LEADER, "all", Acks.ALL, "-1", Acks.ALL);

    /** @throws IllegalArgumentException naming the key, its value and what is allowed */
    static OutgoingSettings of(Attributes attributes) {
        int partition = attributes.number("partition", -1, -1);
        int maxInflight = attributes.number("max-inflight-messages", 1024, 0);
        return new OutgoingSettings(
                attributes.channel(),
                attributes.text("client.id").orElse("channel-" + attributes.channel()),
                attributes.text("topic").orElse(attributes.channel()),
                partition < 0 ? null : partition,
                attributes.text("key").orElse(null),
                attributes.flag("propagate-record-key", false),
                Set.copyOf(attributes.list("propagate-headers")),
                ACKS.getOrDefault(
                        attributes.oneOf("acks", List.of("0", "1", "all", "-1"), word -> word, "1"), Acks.LEADER),
                attributes.oneOf(
                        "compression.type",
                        Arrays.asList(Codec.values()),
                        codec -> codec.name().toLowerCase(Locale.ROOT),
                        Codec.NONE),
                maxInflight == 0 ? Long.MAX_VALUE : maxInflight,
                attributes.flag("validation", true),
                attributes.flag("tracing-enabled", true),
                attributes.flag("health-enabled", true));
    }
}
