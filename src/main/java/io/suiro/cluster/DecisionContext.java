package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;

/**
 * What a decision may know besides the image.
 *
 * @param topicIds the randomness seam: a new id with each call
 * @param hasCaughtUp whether that node's copy of the metadata log has all that is committed
 */
public record DecisionContext(StaticSettings statics, Supplier<Uuid> topicIds, Predicate<Voter> hasCaughtUp) {
    /** Nobody is known to have caught up. */
    public DecisionContext(StaticSettings statics, Supplier<Uuid> topicIds) {
        this(statics, topicIds, voter -> false);
    }

    EffectiveSettings settings(MetadataImage image) {
        return new EffectiveSettings(statics, image::configs);
    }
}
