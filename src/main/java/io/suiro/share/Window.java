package io.suiro.share;

import io.suiro.coordinator.share.StateBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The records of a share partition that are under way: from the first that is not done with, the start offset, to the last that was
 * ever delivered. Pure: without a thread, a clock or a log; its owner sees to it that one thread at a time is in it.
 *
 * <pre>
 *  done with  │ ACQUIRED  AVAILABLE  ACKNOWLEDGED  unknown  ARCHIVED  ACQUIRED │ not delivered yet
 *             start offset, never goes back                           end offset, exclusive
 * </pre>
 *
 * Unknown offsets are those of which nothing was stored when a leader began; they count as never delivered.
 *
 * <p>What a member decides takes two steps: {@link Decide} notes it, and when it is stored it is {@linkplain #settle settled}. In between the
 * record is still the member's, whatever the clock says. Times are of the uptime clock.
 */
final class Window {
    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private long startOffset;

    Window(long startOffset) {
        this.startOffset = startOffset;
    }

    /** As it was stored. */
    static Window restored(long startOffset, List<StateBatch> batches) {
        Window window = new Window(startOffset);
        for (StateBatch batch : StateBatch.merged(List.of(), batches, startOffset)) {
            window.runs.put(
                    batch.firstOffset(),
                    Run.of(
                            batch.firstOffset(),
                            batch.lastOffset(),
                            DeliveryState.of(batch.deliveryState()),
                            batch.deliveryCount()));
        }
        window.advance();
        return window;
    }

    long startOffset() {
        return startOffset;
    }

    /** Exclusive. */
    long endOffset() {
        return runs.isEmpty() ? startOffset : runs.lastEntry().getValue().lastOffset() + 1;
    }

    /** By first offset; for reading. */
    NavigableMap<Long, Run> runs() {
        return runs;
    }

    /** The first offset that a member could have. */
    long nextOffset() {
        long next = startOffset;
        for (Run run : runs.values()) {
            if (run.firstOffset() > next || run.isAvailable()) {
                return next;
            }
            next = run.lastOffset() + 1;
        }
        return next;
    }

    /** Whether there may be something to acquire, given where readers end and how wide the window may become. */
    boolean isOpen(long readableEnd, int maxWidth) {
        long next = nextOffset();
        return next < readableEnd && (next < endOffset() || next - startOffset < maxWidth);
    }

    /** What is known of the offsets, in order; unknown ones are left out. */
    List<Run> over(long first, long last) {
        List<Run> over = new ArrayList<>();
        Long floor = runs.floorKey(first);
        for (Run run :
                runs.subMap(floor == null ? first : floor, true, last, true).values()) {
            if (run.lastOffset() >= first) {
                over.add(run.within(Math.max(first, run.firstOffset()), Math.min(last, run.lastOffset())));
            }
        }
        return over;
    }

    /** Replaces what holds for the run's offsets. */
    void put(Run run) {
        cutAt(run.firstOffset());
        cutAt(run.lastOffset() + 1);
        runs.subMap(run.firstOffset(), true, run.lastOffset(), true).clear();
        runs.put(run.firstOffset(), run);
    }

    private void cutAt(long offset) {
        var before = runs.lowerEntry(offset);
        if (before != null && before.getValue().lastOffset() >= offset) {
            Run run = before.getValue();
            runs.put(run.firstOffset(), run.within(run.firstOffset(), offset - 1));
            runs.put(offset, run.within(offset, run.lastOffset()));
        }
    }

    /** Changes each run, and joins those that have become alike. */
    private void replaceAll(UnaryOperator<Run> change) {
        List<Run> all = new ArrayList<>(runs.size());
        for (Run run : runs.values()) {
            Run changed = change.apply(run);
            Run last = all.isEmpty() ? null : all.getLast();
            if (last != null
                    && last.lastOffset() + 1 == changed.firstOffset()
                    && last.equals(changed.within(last.firstOffset(), last.lastOffset()))) {
                all.set(all.size() - 1, last.within(last.firstOffset(), changed.lastOffset()));
            } else {
                all.add(changed);
            }
        }
        runs.clear();
        all.forEach(run -> runs.put(run.firstOffset(), run));
    }

    /** What was decided as part of that change is stored, and so it is; or it is not, and the member still has the records. */
    void settle(long changeId, List<StateBatch> changed, boolean isStored) {
        for (StateBatch batch : changed) {
            for (Run run : over(batch.firstOffset(), batch.lastOffset())) {
                Run.Decided decided = run.decided();
                if (decided != null && decided.id() == changeId) {
                    put(isStored ? run.becoming(decided.state(), run.deliveryCount()) : run.decided(null));
                }
            }
        }
        advance();
    }

    /** Takes back what nobody has decided about by its time; what that makes of it. */
    List<StateBatch> expire(long uptimeMs, int deliveryLimit) {
        return giveBack(
                run -> run.state() == DeliveryState.ACQUIRED
                        && run.decided() == null
                        && run.lockedUntilMs() <= uptimeMs,
                0,
                deliveryLimit);
    }

    /** The member is gone, and what it has not decided about counts as not delivered to it; what that makes of it. */
    List<StateBatch> release(String memberId) {
        return giveBack(run -> run.isHeldBy(memberId), -1, Integer.MAX_VALUE);
    }

    /** As {@link #release(String)}, of some offsets. */
    List<StateBatch> release(String memberId, long firstOffset, long lastOffset) {
        cutAt(firstOffset);
        cutAt(lastOffset + 1);
        return giveBack(
                run -> run.isHeldBy(memberId) && run.firstOffset() >= firstOffset && run.lastOffset() <= lastOffset,
                -1,
                Integer.MAX_VALUE);
    }

    private interface Test {
        boolean isTrue(Run run);
    }

    private List<StateBatch> giveBack(Test which, int countChange, int deliveryLimit) {
        List<StateBatch> changed = new ArrayList<>();
        replaceAll(run -> {
            if (!which.isTrue(run)) {
                return run;
            }
            int count = Math.max(0, run.deliveryCount() + countChange);
            DeliveryState next = count >= deliveryLimit ? DeliveryState.ARCHIVED : DeliveryState.AVAILABLE;
            changed.add(run.stored(next, count));
            return run.becoming(next, count);
        });
        if (!changed.isEmpty()) {
            advance();
        }
        return changed;
    }

    /** When the first lock ends; {@link Long#MAX_VALUE} if there is none. */
    long nextDeadlineMs() {
        long next = Long.MAX_VALUE;
        for (Run run : runs.values()) {
            if (run.state() == DeliveryState.ACQUIRED && run.decided() == null) {
                next = Math.min(next, run.lockedUntilMs());
            }
        }
        return next;
    }

    /** What is below is not in the log any more: done with, whoever has it. */
    void startFrom(long logStartOffset) {
        if (logStartOffset > startOffset) {
            cutAt(logStartOffset);
            runs.headMap(logStartOffset, false).clear();
            startOffset = logStartOffset;
            advance();
        }
    }

    /** Moves the start behind what is done with. */
    void advance() {
        while (!runs.isEmpty()) {
            Run first = runs.firstEntry().getValue();
            if (first.firstOffset() != startOffset || !first.state().isFinal()) {
                return;
            }
            startOffset = first.lastOffset() + 1;
            runs.pollFirstEntry();
        }
    }

    /** Where it would start once all that is decided is stored, and how much from there on is done with then. */
    Outlook outlook() {
        long start = startOffset;
        boolean atStart = true;
        long done = 0;
        for (Run run : runs.values()) {
            DeliveryState state =
                    run.decided() == null ? run.state() : run.decided().state();
            if (atStart && run.firstOffset() == start && state.isFinal()) {
                start = run.lastOffset() + 1;
            } else {
                atStart = false;
                done += state.isFinal() ? run.count() : 0;
            }
        }
        return new Outlook(start, (int) Math.min(done, Integer.MAX_VALUE));
    }

    /** @param completeCount offsets from the start on that are done with */
    record Outlook(long startOffset, int completeCount) {}

    /** Whether there is nothing in it that a reload would not find: no lock, and no decision that is not stored. */
    boolean isIdle() {
        return runs.values().stream().noneMatch(run -> run.state() == DeliveryState.ACQUIRED);
    }
}
