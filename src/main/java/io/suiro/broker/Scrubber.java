package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Uninterrupted;
import io.suiro.error.Refused;
import io.suiro.log.CorruptBatch;
import io.suiro.log.Scrubbed;
import io.suiro.log.clean.Throttle;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that lies on the disk again, pass by pass, at a rate that nobody notices, on a thread of its own and of the
 * lowest priority. A pass takes the partitions in a random order, so that a broker that is restarted in the midst of each still comes
 * to all of them.
 */
public final class Scrubber {
    private static final Logger LOG = System.getLogger(Scrubber.class.getName());

    private final Clock clock;
    private final Partitions partitions;
    private final ScrubOptions options;
    private final RandomGenerator random;
    private final StopSignal stop;
    private final Throttle.Pause pause;
    private final Throttle throttle;
    private final AtomicLong bytesRead = new AtomicLong();
    private final Set<Partition> damaged = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;

    /** @param pause ends early once the signal to stop is given */
    Scrubber(
            Clock clock,
            Partitions partitions,
            ScrubOptions options,
            RandomGenerator random,
            StopSignal stop,
            Throttle.Pause pause) {
        this.clock = clock;
        this.partitions = partitions;
        this.options = options;
        this.random = random;
        this.stop = stop;
        this.pause = pause;
        this.throttle = new Throttle(clock, options.bytesPerSecond(), pause);
    }

    /**
     * What it has done since the start.
     *
     * @param corrupt damaged batches in segments that are there still
     */
    public record Progress(long bytesRead, List<CorruptBatch> corrupt) {
        /** Of a broker that is not open yet. */
        public static final Progress NONE = new Progress(0, List.of());

        public Progress {
            corrupt = List.copyOf(corrupt);
        }
    }

    /** Any thread, without waiting. */
    public Progress progress() {
        List<CorruptBatch> corrupt = new ArrayList<>();
        for (Partition partition : damaged) {
            if (isServed(partition)) {
                corrupt.addAll(partition.upkeep().corruptBatches());
            }
        }
        return new Progress(bytesRead.get(), corrupt);
    }

    private boolean isServed(Partition partition) {
        return partitions.find(partition.topicPartition()) == partition;
    }

    void start() {
        if (options.bytesPerSecond() > 0) {
            thread = Thread.ofPlatform()
                    .name("suiro-scrub")
                    .priority(Thread.MIN_PRIORITY)
                    .daemon(true)
                    .start(this::work);
        }
    }

    /** Returns once it reads nothing any more. */
    void stop() {
        stop.give();
        Thread working = thread;
        if (working != null) {
            Uninterrupted.await(working::join);
        }
    }

    /** Until the signal to stop: pass after pass. */
    void work() {
        while (!stop.isGiven()) {
            long begunNanos = clock.nanoTime();
            pass();
            long leftNanos = options.interval().toNanos() - (clock.nanoTime() - begunNanos);
            if (leftNanos > 0) {
                pause.waitNanos(leftNanos);
            }
        }
    }

    private void pass() {
        damaged.removeIf(partition -> !isServed(partition));
        List<Partition> all = new ArrayList<>(partitions.all());
        Collections.shuffle(all, random);
        for (Partition partition : all) {
            scrub(partition);
        }
    }

    private void scrub(Partition partition) {
        try {
            long next = 0;
            while (next != Scrubbed.NO_MORE && !stop.isGiven()) {
                Scrubbed scrubbed = partition.upkeep().scrub(next, this::read);
                if (scrubbed.damaged()) {
                    damaged.add(partition);
                }
                next = scrubbed.nextOffset();
            }
        } catch (Refused | CancellationException e) {
            LOG.log(Level.DEBUG, "{0} is not read to its end: {1}", partition.topicPartition(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, partition.topicPartition() + " cannot be read again; others are", e);
        }
    }

    private void read(long bytes) {
        bytesRead.addAndGet(bytes);
        throttle.moved(bytes);
        if (stop.isGiven()) {
            throw new CancellationException("the broker stops");
        }
    }
}
