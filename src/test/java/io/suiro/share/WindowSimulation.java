package io.suiro.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.share.StateBatch;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Members, leaders and a coordinator that come and go, on one share partition; and what must hold of it whatever happens:
 *
 * <ul>
 *   <li>a record that a member was told it has accepted is never delivered again, by whatever leader
 *   <li>nobody has what another has
 *   <li>the start never goes back, and passes no record that was not decided about, given up or deleted
 *   <li>no record is delivered more often than the limit says
 *   <li>what has failed often goes without other records, and alone when it is delivered for the last time
 * </ul>
 */
final class WindowSimulation {
    private static final int LIMIT = 6;
    /** As often must a record have failed to go without others. */
    private static final int OFTEN = 3;

    private static final int BATCH_SIZE = 4;
    private static final int WIDTH = 40;
    private static final long LOCK_MS = 100;
    private static final List<String> MEMBERS = List.of("a", "b", "c");

    private final Random random;
    private final List<FoundBatch> log = new ArrayList<>();
    private long logStart;
    private long logEnd;
    private long nowMs;

    // with the coordinator
    private long storedStart;
    private List<StateBatch> stored = List.of();

    // at the leader
    private Window window = new Window(0);
    private final List<Write> pending = new ArrayList<>();
    private List<Write> written = List.of();
    private Window.Outlook outlook = new Window.Outlook(0, 0);
    private long changes;
    private long start;

    // what is known from outside
    private final Map<Long, Holder> holders = new HashMap<>();
    private final Map<Long, Integer> deliveries = new HashMap<>();
    private final Set<Long> accepted = new HashSet<>();
    private final Set<Long> decided = new HashSet<>();

    private record Holder(String member, long untilMs) {}

    /** One change; with what the member wanted of each offset, null if no member asked. */
    private record Write(long changeId, List<StateBatch> changed, Map<Long, AcknowledgeType> wanted) {}

    WindowSimulation(long seed) {
        random = new Random(seed);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        finish();
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> append();
            case 2, 3, 4 -> acquire(MEMBERS.get(random.nextInt(MEMBERS.size())), random.nextBoolean());
            case 5, 6, 7 -> decide(MEMBERS.get(random.nextInt(MEMBERS.size())));
            case 8 -> write();
            case 9 -> settle(random.nextInt(4));
            case 10 -> pass(random.nextInt(80));
            default -> rare();
        }
    }

    private void rare() {
        switch (random.nextInt(4)) {
            case 0 -> leave(MEMBERS.get(random.nextInt(MEMBERS.size())));
            case 1 -> reload();
            case 2 -> delete();
            default -> pass(LOCK_MS);
        }
    }

    private void append() {
        long first = logEnd + (random.nextInt(6) == 0 ? random.nextInt(3) : 0); // compaction may leave holes
        long last = first + random.nextInt(6);
        log.add(new FoundBatch(first, last, random.nextInt(7) != 0));
        logEnd = last + 1;
    }

    private void acquire(String member, boolean isStrict) {
        window.startFrom(logStart);
        if (!window.isOpen(logEnd, WIDTH)) {
            return;
        }
        long from = window.nextOffset();
        List<FoundBatch> found = log.stream()
                .filter(batch -> batch.lastOffset() >= from)
                .limit(1 + random.nextInt(4))
                .toList();
        int most = 1 + random.nextInt(8);
        List<Acquired> acquired =
                new Acquire(member, most, BATCH_SIZE, WIDTH, isStrict, LIMIT, nowMs + LOCK_MS).in(window, from, found);
        long count = acquired.stream().mapToLong(Acquired::count).sum();
        if (isStrict) {
            assertThat(count).isLessThanOrEqualTo(most);
        }
        checkPortion(acquired, count);
        for (Acquired one : acquired) {
            for (long offset = one.firstOffset(); offset <= one.lastOffset(); offset++) {
                assertThat(isRecord(offset)).as("offset %d is a record", offset).isTrue();
                assertThat(accepted).as("accepted once").doesNotContain(offset);
                assertThat(holders).as("nobody has it").doesNotContainKey(offset);
                assertThat(one.deliveryCount()).isLessThanOrEqualTo(LIMIT);
                holders.put(offset, new Holder(member, nowMs + LOCK_MS));
                deliveries.put(offset, one.deliveryCount());
            }
        }
    }

    private static void checkPortion(List<Acquired> acquired, long count) {
        int most = acquired.stream().mapToInt(Acquired::deliveryCount).max().orElse(0);
        if (most > OFTEN) {
            assertThat(acquired).allMatch(one -> one.deliveryCount() > OFTEN);
            assertThat(count).isLessThanOrEqualTo(most == LIMIT ? 1 : BATCH_SIZE / 2);
        }
    }

    private boolean isRecord(long offset) {
        return log.stream()
                .anyMatch(
                        batch -> batch.isDelivered() && batch.firstOffset() <= offset && offset <= batch.lastOffset());
    }

    private void decide(String member) {
        List<Long> has = holders.entrySet().stream()
                .filter(entry -> entry.getValue().member.equals(member))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (has.isEmpty()) {
            return;
        }
        Map<Long, AcknowledgeType> wanted = new HashMap<>();
        List<Acknowledgement> said = new ArrayList<>();
        AcknowledgeType[] types = AcknowledgeType.values();
        for (long offset : has) {
            if (random.nextInt(3) > 0) {
                AcknowledgeType type = types[random.nextInt(types.length)];
                said.add(new Acknowledgement(offset, offset, List.of(type)));
                wanted.put(offset, type);
            }
        }
        long changeId = ++changes;
        List<StateBatch> changed;
        try {
            changed = new Decide(member, changeId, LIMIT, nowMs + LOCK_MS).in(window, said);
        } catch (Refused refused) {
            return; // something of it is decided already
        }
        wanted.forEach((offset, type) -> {
            if (type == AcknowledgeType.RENEW) {
                holders.put(offset, new Holder(member, nowMs + LOCK_MS));
            } else {
                // From here on its time does not end, until that is stored or cannot be.
                holders.put(offset, new Holder("deciding", Long.MAX_VALUE));
                if (type != AcknowledgeType.RELEASE) {
                    decided.add(offset);
                }
            }
        });
        wanted.values().removeIf(type -> type == AcknowledgeType.RENEW);
        if (!changed.isEmpty()) {
            pending.add(new Write(changeId, changed, wanted));
        }
    }

    private void write() {
        if (written.isEmpty()) {
            written = List.copyOf(pending);
            pending.clear();
            outlook = window.outlook();
        }
    }

    /** Stored and told; stored and not told; neither. */
    private void settle(int how) {
        List<Write> settled = written;
        written = List.of();
        boolean isStored = how != 3;
        boolean isTold = how < 2;
        if (settled.isEmpty()) {
            return;
        }
        if (isStored) {
            List<StateBatch> all = new ArrayList<>();
            settled.forEach(write -> all.addAll(write.changed));
            storedStart = Math.max(storedStart, outlook.startOffset());
            stored = StateBatch.merged(stored, all, storedStart);
        }
        for (Write write : settled) {
            window.settle(write.changeId, write.changed, isTold);
            write.wanted.forEach((offset, type) -> {
                if (isTold && type == AcknowledgeType.ACCEPT) {
                    accepted.add(offset);
                }
                holders.remove(offset);
            });
        }
        if (!isTold) {
            restoreHolders();
        }
    }

    /** What could not be stored its member still has. */
    private void restoreHolders() {
        window.runs().values().forEach(run -> {
            String member = run.memberId();
            if (member != null && run.decided() == null) {
                for (long offset = run.firstOffset(); offset <= run.lastOffset(); offset++) {
                    holders.put(offset, new Holder(member, run.lockedUntilMs()));
                }
            }
        });
    }

    private void pass(long durationMs) {
        nowMs += durationMs;
        List<StateBatch> changed = window.expire(nowMs, LIMIT);
        if (!changed.isEmpty()) {
            pending.add(new Write(0, changed, Map.of()));
        }
        holders.values().removeIf(holder -> holder.untilMs <= nowMs);
    }

    private void leave(String member) {
        List<StateBatch> changed = window.release(member);
        if (!changed.isEmpty()) {
            pending.add(new Write(0, changed, Map.of()));
        }
        holders.values().removeIf(holder -> holder.member.equals(member));
    }

    /** Another leader begins with what is stored. */
    private void reload() {
        settle(random.nextInt(4));
        pending.clear();
        holders.clear();
        window = Window.restored(storedStart, stored);
        window.startFrom(logStart);
        start = window.startOffset();
        changes += 100;
    }

    private void delete() {
        if (logStart < logEnd) {
            logStart += random.nextInt((int) Math.min(5, logEnd - logStart));
            window.startFrom(logStart);
            holders.keySet().removeIf(offset -> offset < logStart);
        }
    }

    private void check() {
        assertThat(window.startOffset()).isGreaterThanOrEqualTo(start);
        for (long offset = start; offset < window.startOffset(); offset++) {
            assertThat(offset < logStart
                            || !isRecord(offset)
                            || decided.contains(offset)
                            || deliveries.getOrDefault(offset, 0) >= LIMIT)
                    .as("record %d was decided about, given up or deleted", offset)
                    .isTrue();
        }
        start = window.startOffset();
        long before = -1;
        for (Run run : window.runs().values()) {
            assertThat(run.firstOffset()).isGreaterThan(before);
            assertThat(run.firstOffset()).isGreaterThanOrEqualTo(start);
            before = run.lastOffset();
        }
    }

    /** All that is left is read and accepted: then nothing is. */
    private void finish() {
        write();
        settle(0);
        write();
        settle(0);
        for (int i = 0; i < 10_000 && window.startOffset() < logEnd; i++) {
            acquire("z", false);
            pass(LOCK_MS / 2);
            decideAll("z");
            write();
            settle(0);
            pass(LOCK_MS);
            check();
        }
        assertThat(window.startOffset()).isEqualTo(Math.max(logEnd, logStart));
        assertThat(window.runs()).isEmpty();
    }

    private void decideAll(String member) {
        List<Acknowledgement> said = new ArrayList<>();
        Map<Long, AcknowledgeType> wanted = new HashMap<>();
        holders.forEach((offset, holder) -> {
            if (holder.member.equals(member)) {
                said.add(new Acknowledgement(offset, offset, List.of(AcknowledgeType.ACCEPT)));
                wanted.put(offset, AcknowledgeType.ACCEPT);
                decided.add(offset);
            }
        });
        if (!said.isEmpty()) {
            long changeId = ++changes;
            pending.add(
                    new Write(changeId, new Decide(member, changeId, LIMIT, nowMs + LOCK_MS).in(window, said), wanted));
        }
    }
}
