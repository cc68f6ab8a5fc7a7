package io.suiro.admin;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.suiro.admin.RecordScan.Found;
import io.suiro.broker.Arrivals;
import io.suiro.broker.Broker;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records of a topic that pass a filter, as they come: looks for some, hands them out one by one, looks again, and waits for the leaders to have more where there were
 * none. Holds at most {@value #LIMIT} records.
 */
final class RecordTail implements EventSource {
    private static final int LIMIT = 100;
    private static final int BYTES = 256 << 10;
    private static final int LOOK_MS = 2_000;
    /** After a look that found nothing although there seemed to be something, and after a leader did not answer. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Broker broker;
    private final TopicImage topic;
    private final RecordFilter filter;
    private final RecordFormat keyFormat;
    private final RecordFormat valueFormat;
    private final int rate;
    private final Arrivals arrivals;
    private final Queue<RecordView> ready = new ArrayDeque<>();
    private final SortedMap<Integer, Long> told = new TreeMap<>();
    private RecordStarts starts;
    private SortedMap<Integer, Long> scanned = new TreeMap<>();
    private @Nullable Event first;
    private boolean atEnd;
    private long notBeforeNanos = System.nanoTime();

    RecordTail(
            Broker broker,
            TopicImage topic,
            RecordStarts starts,
            RecordFilter filter,
            RecordFormat keyFormat,
            RecordFormat valueFormat,
            int rate) {
        this.broker = broker;
        this.topic = topic;
        this.starts = starts;
        this.filter = filter;
        this.keyFormat = keyFormat;
        this.valueFormat = valueFormat;
        this.rate = rate;
        this.arrivals = broker.arrivals();
    }

    /**
     * Begins; waits for the leaders.
     *
     * @throws Refused if one does not answer, or there is no such partition
     */
    synchronized RecordTail begun() {
        try {
            first = look();
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public synchronized CompletionStage<Event> next() {
        Event beginning = first;
        if (beginning != null) {
            first = null;
            return CompletableFuture.completedFuture(beginning);
        }
        if (!ready.isEmpty()) {
            return CompletableFuture.completedFuture(taken());
        }
        if (atEnd) {
            atEnd = false;
            return arrivals.await(topic.name(), scanned, SIGN_OF_LIFE_MS)
                    .thenCompose(arrived -> CompletableFuture.supplyAsync(this::look, workers()));
        }
        return CompletableFuture.supplyAsync(this::look, workers());
    }

    private Executor workers() {
        long waitNanos = notBeforeNanos - System.nanoTime();
        Executor workers = Infrastructure.getDefaultExecutor();
        return waitNanos <= 0 ? workers : CompletableFuture.delayedExecutor(waitNanos, TimeUnit.NANOSECONDS, workers);
    }

    private synchronized Event look() {
        TopicImage now = broker.topics().image().topic(topic.name());
        if (now == null || !now.id().equals(topic.id())) {
            return Event.END;
        }
        RecordScan scan = new RecordScan(Math.min(LIMIT, rate), BYTES, System.nanoTime(), LOOK_MS);
        Found found;
        try {
            found = scan(scan);
        } catch (Refused e) {
            if (scanned.isEmpty() || Problem.of(e).status() < Problem.UNAVAILABLE) {
                throw e;
            }
            pause(PAUSE_NANOS);
            return Event.ALIVE;
        }
        boolean isFirst = scanned.isEmpty();
        scanned = found.next();
        if (isFirst) {
            begins(found.records());
        }
        starts = RecordStarts.at(scanned);
        ready.addAll(found.records());
        atEnd = found.ended() == RecordScan.Ended.END;
        pause(
                found.records().isEmpty()
                        ? PAUSE_NANOS
                        : TimeUnit.SECONDS.toNanos(1) * found.records().size() / rate);
        if (ready.isEmpty()) {
            told.putAll(scanned);
            return Event.ALIVE;
        }
        return taken();
    }

    private Found scan(RecordScan scan) {
        List<PartitionScan> partitions = RecordsResource.partitions(broker, topic, starts, scan);
        try {
            return scan.run(partitions, filter, keyFormat, valueFormat);
        } finally {
            partitions.forEach(PartitionScan::close);
        }
    }

    /** Where each partition begins for a client that is cut off after the first records: at the first of them, or where the look has ended. */
    private void begins(List<RecordView> records) {
        told.putAll(scanned);
        for (int i = records.size() - 1; i >= 0; i--) {
            told.put(records.get(i).partition(), records.get(i).offset());
        }
    }

    private void pause(long nanos) {
        notBeforeNanos = System.nanoTime() + nanos;
    }

    private Event taken() {
        RecordView record = ready.remove();
        told.put(record.partition(), record.offset() + 1);
        if (ready.isEmpty()) {
            told.putAll(scanned);
        }
        return new Event("record", id(told), record);
    }

    private static String id(SortedMap<Integer, Long> positions) {
        return positions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        arrivals.close();
    }
}
