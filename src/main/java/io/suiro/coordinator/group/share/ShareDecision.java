package io.suiro.coordinator.group.share;

import java.util.List;

/**
 * What happens to a share group.
 *
 * @param records to append and apply
 * @param deadlines the group's from now on
 * @param dueMs uptime clock; the earliest deadline that this can have brought forward
 */
public record ShareDecision(List<ShareGroupRecord> records, ShareDeadlines deadlines, long dueMs) {
    public ShareDecision {
        records = List.copyOf(records);
    }
}
