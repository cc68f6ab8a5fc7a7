package io.suiro.cluster;

import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;

/**
 * What a decision may know besides the image.
 *
 * @param topicIds the randomness seam: a new id with each call
 */
public record DecisionContext(StaticSettings statics, Supplier<Uuid> topicIds) {
    EffectiveSettings settings(MetadataImage image) {
        return new EffectiveSettings(statics, image::configs);
    }
}
