package io.suiro.coordinator.group.consumer;

import java.util.List;

/**
 * The topics that a regular expression stood for when it was last looked at.
 *
 * @param topics sorted
 * @param version index of the metadata image
 * @param timestampMs wall clock
 */
public record ResolvedRegex(List<String> topics, long version, long timestampMs) {
    public ResolvedRegex {
        topics = List.copyOf(topics);
    }
}
