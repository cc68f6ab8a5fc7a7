package io.suiro.coordinator.share;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Offsets in the same state.
 *
 * @param lastOffset inclusive
 * @param deliveryState {@link #AVAILABLE}, {@link #ACKNOWLEDGED} or {@link #ARCHIVED}; who has acquired a record is not stored
 * @param deliveryCount how often they have been delivered
 */
public record StateBatch(long firstOffset, long lastOffset, byte deliveryState, short deliveryCount) {
    public static final byte AVAILABLE = 0;
    public static final byte ACKNOWLEDGED = 2;
    public static final byte ARCHIVED = 4;

    public StateBatch {
        if (firstOffset < 0 || firstOffset > lastOffset) {
            throw new IllegalArgumentException("state of offsets " + firstOffset + " to " + lastOffset);
        }
    }

    private StateBatch within(long first, long last) {
        return new StateBatch(first, last, deliveryState, deliveryCount);
    }

    /** Of what was stored, and what is new and counts where both say something: sorted, joined, and nothing below the start. */
    public static List<StateBatch> merged(List<StateBatch> stored, List<StateBatch> changed, long startOffset) {
        TreeMap<Long, StateBatch> byOffset = new TreeMap<>();
        stored.forEach(batch -> byOffset.put(batch.firstOffset, batch));
        for (StateBatch batch : changed) {
            clear(byOffset, batch.firstOffset, batch.lastOffset);
            byOffset.put(batch.firstOffset, batch);
        }
        if (startOffset > 0) {
            clear(byOffset, 0, startOffset - 1);
        }
        List<StateBatch> merged = new ArrayList<>();
        for (StateBatch batch : byOffset.values()) {
            StateBatch before = merged.isEmpty() ? null : merged.getLast();
            if (before != null
                    && before.lastOffset + 1 == batch.firstOffset
                    && before.deliveryState == batch.deliveryState
                    && before.deliveryCount == batch.deliveryCount) {
                merged.set(merged.size() - 1, before.within(before.firstOffset, batch.lastOffset));
            } else {
                merged.add(batch);
            }
        }
        return merged;
    }

    /** Takes offsets out, of batches that do not overlap. */
    private static void clear(TreeMap<Long, StateBatch> byOffset, long first, long last) {
        var from = byOffset.floorKey(first);
        List<StateBatch> touched = List.copyOf(
                byOffset.subMap(from == null ? first : from, true, last, true).values());
        for (StateBatch batch : touched) {
            if (batch.lastOffset >= first) {
                byOffset.remove(batch.firstOffset);
                if (batch.firstOffset < first) {
                    byOffset.put(batch.firstOffset, batch.within(batch.firstOffset, first - 1));
                }
                if (batch.lastOffset > last) {
                    byOffset.put(last + 1, batch.within(last + 1, batch.lastOffset));
                }
            }
        }
    }
}
