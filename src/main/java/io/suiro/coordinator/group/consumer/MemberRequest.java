package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;

/**
 * What a member of a consumer group asks for, in either protocol. Pure.
 *
 * @param <T> the answer
 */
@FunctionalInterface
public interface MemberRequest<T> {
    /** What happens, and what the member is told once that is committed. */
    record Decided<T>(ConsumerDecision decision, T response) {}

    /** Throws {@link io.suiro.error.Refused}, and then nothing happens. */
    Decided<T> decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now);
}
