package io.suiro.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/**
 * Records at a fixed rate over one connection with acks=all, each in a request of its own, and a consumer at the tail over
 * another. An open loop: a record is due when the rate says so, whatever has become of those before it, and its latency
 * counts from then, so that a stall counts for every record that it delays (no coordinated omission).
 *
 * @param rate records per second
 * @param valueBytes of each record, 8 at least
 */
public record TailLoad(Topic topic, int rate, int valueBytes) {
    private static final long PATIENCE_SECONDS = 10;
    private static final long MILLIS_PER_SECOND = 1000;

    public TailOutcome run(Cluster cluster, Timing timing, BrokerCpu cpu) throws IOException {
        var broker = topic.leader(topic.share(0, 1));
        Schedule schedule = new Schedule(
                System.nanoTime(),
                rate,
                records(timing.warmUp()),
                records(timing.warmUp().plus(timing.measured())));
        TimedRecord record = new TimedRecord(topic.name(), valueBytes);
        Tally acknowledged = new Tally();
        try (ExecutorService threads = Executors.newFixedThreadPool(2);
                Connection producer = Connection.open(broker);
                Connection consumer = Connection.open(broker)) {
            TailReader reader = new TailReader(consumer, topic, record, cluster.endOffsets(topic));
            Future<?> sending = threads.submit(() -> send(producer, record, schedule));
            Future<?> answers = threads.submit(() -> receive(producer, schedule, acknowledged));
            Duration cpuUsed = read(reader, schedule, cpu);
            finish(sending);
            finish(answers);
            Tally read = reader.tally();
            read.errors().forEach((error, count) -> acknowledged.refused(error));
            return new TailOutcome(
                    read.latency(),
                    acknowledged.latency(),
                    schedule.count,
                    read.records(),
                    acknowledged.errors(),
                    timing.measured().toNanos() / 1e9,
                    cpuUsed);
        }
    }

    private long records(Duration duration) {
        return rate * duration.toMillis() / MILLIS_PER_SECOND;
    }

    /** When each record is due, and which of them count. */
    private record Schedule(long startNanos, int rate, long firstMeasured, long count) {
        long due(long index) {
            return startNanos + index * 1_000_000_000L / rate;
        }
    }

    private Void send(Connection producer, TimedRecord record, Schedule schedule) throws IOException {
        for (long i = 0; i < schedule.count; i++) {
            long due = schedule.due(i);
            Pause.until(due);
            producer.send(record.due((int) (i % topic.partitions()), due));
        }
        return null;
    }

    private static Void receive(Connection producer, Schedule schedule, Tally tally) throws IOException {
        for (long i = 0; i < schedule.count; i++) {
            var answer = new ProduceResponseData(new ByteBufferAccessor(producer.receive()), TimedRecord.VERSION);
            Errors error = Errors.forCode(answer.responses()
                    .iterator()
                    .next()
                    .partitionResponses()
                    .getFirst()
                    .errorCode());
            if (error != Errors.NONE) {
                tally.refused(error);
            } else if (i >= schedule.firstMeasured) {
                tally.answered(System.nanoTime() - schedule.due(i));
            }
        }
        return null;
    }

    /** Until all have come, or none for a while after the last was due. */
    private static Duration read(TailReader reader, Schedule schedule, BrokerCpu cpu) throws IOException {
        long warmUntil = schedule.due(schedule.firstMeasured);
        long patience = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long deadline = schedule.due(schedule.count) + patience;
        Duration before = null;
        while (reader.tally().records() < schedule.count && System.nanoTime() - deadline < 0) {
            if (before == null && System.nanoTime() - warmUntil >= 0) {
                before = cpu.used();
            }
            if (reader.poll(warmUntil) > 0) {
                deadline = Math.max(deadline, System.nanoTime() + patience);
            }
        }
        return before == null ? Duration.ZERO : cpu.used().minus(before);
    }

    private static void finish(Future<?> task) throws IOException {
        try {
            task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the producer failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the broker has not answered every record", e);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
