package io.suiro.coordinator.group.consumer;

import java.util.List;

/**
 * What happens to a consumer group.
 *
 * @param records to append and apply
 * @param deadlines the group's from now on
 * @param dueMs uptime clock; the earliest deadline that this can have brought forward
 */
public record ConsumerDecision(List<ConsumerGroupRecord> records, Deadlines deadlines, long dueMs) {
    public ConsumerDecision {
        records = List.copyOf(records);
    }
}
