package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Uninterrupted;
import io.suiro.config.EffectiveSettings;
import io.suiro.error.Refused;
import io.suiro.log.Cleaned;
import io.suiro.log.Dirt;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.log.clean.Throttle;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Compacts logs whose {@code cleanup.policy} says so, on threads of its own ({@code log.cleaner.threads}): always the one that
 * needs it most, and when none does it looks again after {@code log.cleaner.backoff.ms}. A log that cannot be compacted is left
 * alone until the next start, said once in the log and told to whoever asks; the others go on.
 */
public final class LogCleaner {
    private static final Logger LOG = System.getLogger(LogCleaner.class.getName());

    private final Clock clock;
    private final EffectiveSettings settings;
    private final Partitions partitions;
    private final StopSignal stop = new StopSignal();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Partition> busy = new HashSet<>();
    private final Map<Partition, String> uncleanable = new ConcurrentHashMap<>();
    private final AtomicLong cleanings = new AtomicLong();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong bytesFreed = new AtomicLong();
    private volatile double maxDirtyRatio;

    LogCleaner(Clock clock, EffectiveSettings settings, Partitions partitions) {
        this.clock = clock;
        this.settings = settings;
        this.partitions = partitions;
    }

    /**
     * What it has done since the start.
     *
     * @param cleanings that went to their end
     * @param bytesFreed what compacted segments are smaller than their originals
     * @param maxDirtyRatio of the log that needed it most when it was last looked
     * @param uncleanable why each log that is left alone is
     */
    public record Progress(
            long cleanings,
            long bytesRead,
            long bytesFreed,
            double maxDirtyRatio,
            Map<TopicPartition, String> uncleanable) {
        /** Of a broker that is not open yet. */
        public static final Progress NONE = new Progress(0, 0, 0, 0, Map.of());
    }

    /** Any thread, without waiting. */
    public Progress progress() {
        return new Progress(
                cleanings.get(),
                bytesRead.get(),
                bytesFreed.get(),
                maxDirtyRatio,
                uncleanable.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().topicPartition(), Map.Entry::getValue, (one, other) -> one)));
    }

    void start() {
        if (settings.booleanOf("log.cleaner.enable")) {
            begin(0);
        }
    }

    private synchronized void begin(int number) {
        if (!stop.isGiven()) {
            threads.add(Thread.ofPlatform()
                    .name("suiro-cleaner-" + number)
                    .daemon(true)
                    .start(() -> work(number)));
        }
    }

    /** As many as the setting says now, but for the first thread, which stays to see it grow again. */
    private synchronized boolean isNeeded(int number) {
        int wanted = settings.intOf("log.cleaner.threads");
        if (number > 0 && number >= wanted && number == threads.size() - 1) {
            threads.removeLast();
            return false;
        }
        if (threads.size() < wanted) {
            begin(threads.size());
        }
        return true;
    }

    /** Returns once none is at work any more; lanes must still run. */
    void stop() {
        List<Thread> working;
        synchronized (this) {
            stop.give();
            working = List.copyOf(threads);
        }
        working.forEach(thread -> Uninterrupted.await(thread::join));
    }

    private record Candidate(Partition partition, Dirt dirt) {}

    private void work(int number) {
        while (!stop.isGiven() && isNeeded(number)) {
            Candidate filthiest = number < settings.intOf("log.cleaner.threads") ? claim() : null;
            boolean done = filthiest != null && clean(filthiest);
            if (!done) {
                stop.pauseNanos(TimeUnit.MILLISECONDS.toNanos(settings.longOf("log.cleaner.backoff.ms")));
            }
        }
    }

    /** Null if none is due; otherwise it is this thread's until it is {@link #release released}. */
    private synchronized @Nullable Candidate claim() {
        long nowMs = clock.nowMs();
        uncleanable.keySet().removeIf(partition -> partitions.find(partition.topicPartition()) != partition);
        Candidate filthiest = null;
        double largest = 0;
        for (Partition partition : partitions.all()) {
            Dirt dirt = busy.contains(partition) || uncleanable.containsKey(partition) ? null : look(partition, nowMs);
            if (dirt == null) {
                continue;
            }
            largest = Math.max(largest, dirt.ratio());
            if (dirt.isDue(minCleanableRatio(partition))
                    && (filthiest == null || dirt.ratio() > filthiest.dirt.ratio())) {
                filthiest = new Candidate(partition, dirt);
            }
        }
        maxDirtyRatio = largest;
        if (filthiest != null) {
            busy.add(filthiest.partition);
        }
        return filthiest;
    }

    private static double minCleanableRatio(Partition partition) {
        return partition.log().config().compaction().minCleanableRatio();
    }

    private @Nullable Dirt look(Partition partition, long nowMs) {
        try {
            return partition.log().config().compacts() ? partition.upkeep().dirt(nowMs) : null;
        } catch (Refused e) {
            return null;
        } catch (RuntimeException | Error e) {
            giveUp(partition, e);
            return null;
        }
    }

    /** Whether it came to its end. */
    private boolean clean(Candidate candidate) {
        Partition partition = candidate.partition;
        try {
            long begun = clock.nanoTime();
            Cleaned cleaned = partition.upkeep().clean(candidate.dirt, limits());
            cleanings.incrementAndGet();
            bytesRead.addAndGet(cleaned.bytesRead());
            bytesFreed.addAndGet(cleaned.bytesBefore() - cleaned.bytesAfter());
            LOG.log(
                    Level.INFO,
                    "compacted {0} up to offset {1} in {2} ms: {3} bytes became {4}",
                    partition.topicPartition(),
                    Long.toString(cleaned.endOffset()),
                    Long.toString(TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - begun)),
                    Long.toString(cleaned.bytesBefore()),
                    Long.toString(cleaned.bytesAfter()));
            return true;
        } catch (CancellationException e) {
            return false;
        } catch (Refused e) {
            if (e.code() == Errors.CORRUPT_MESSAGE) {
                giveUp(partition, e);
            }
            return false;
        } catch (RuntimeException | Error e) {
            giveUp(partition, e);
            return false;
        } finally {
            release(partition);
        }
    }

    private CleaningLimits limits() {
        int count = Math.max(1, settings.intOf("log.cleaner.threads"));
        return new CleaningLimits(
                settings.longOf("log.cleaner.dedupe.buffer.size") / count,
                settings.doubleOf("log.cleaner.io.buffer.load.factor"),
                settings.intOf("log.cleaner.io.buffer.size") / count,
                stop::isGiven,
                new Throttle(clock, settings.doubleOf("log.cleaner.io.max.bytes.per.second"), stop::pauseNanos));
    }

    private void giveUp(Partition partition, Throwable cause) {
        uncleanable.put(partition, cause.toString());
        LOG.log(
                Level.ERROR,
                partition.topicPartition() + " cannot be compacted and is left as it is until the next start",
                cause);
    }

    private synchronized void release(Partition partition) {
        busy.remove(partition);
    }
}
