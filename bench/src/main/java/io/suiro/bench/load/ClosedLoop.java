package io.suiro.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As much as the brokers take: on each connection so many requests are in flight, and an answer releases the next. Shows
 * throughput; its latencies are those at saturation.
 */
final class ClosedLoop {
    /** One connection: to whom, and what goes over it. */
    record Line(InetSocketAddress broker, Exchange exchange) {}

    private final int depth;
    private final long warmUntil;
    private final long end;
    private final AtomicLong requestsLeft;

    private ClosedLoop(int depth, Timing timing, long requests) {
        this.depth = depth;
        this.warmUntil = System.nanoTime() + timing.warmUp().toNanos();
        this.end = warmUntil + timing.measured().toNanos();
        this.requestsLeft = new AtomicLong(requests);
    }

    /** For the time given. */
    static Outcome run(List<Line> lines, int depth, Timing timing, BrokerCpu cpu) throws IOException {
        return new ClosedLoop(depth, timing, Long.MAX_VALUE).run(lines, cpu);
    }

    /** So many requests, over all connections together. */
    static Outcome run(List<Line> lines, int depth, long requests) throws IOException {
        Timing timing = new Timing(Duration.ZERO, Timing.UNTIL_DONE);
        return new ClosedLoop(depth, timing, requests).run(lines, BrokerCpu.UNWATCHED);
    }

    private Outcome run(List<Line> lines, BrokerCpu cpu) throws IOException {
        CountDownLatch running = new CountDownLatch(lines.size());
        List<Future<Tally>> tallies = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(lines.size())) {
            for (Line line : lines) {
                tallies.add(threads.submit(() -> {
                    try {
                        return run(line);
                    } finally {
                        running.countDown();
                    }
                }));
            }
            Pause.until(warmUntil);
            Duration before = cpu.used();
            boolean done = running.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            Duration used = cpu.used().minus(before);
            double seconds = ((done ? System.nanoTime() : end) - warmUntil) / 1e9;
            return new Outcome(sum(tallies), seconds, used);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private Tally run(Line line) throws IOException {
        Tally unmeasured = new Tally();
        Tally measured = new Tally();
        long[] sentAt = new long[depth];
        long sent = 0;
        long received = 0;
        try (Connection connection = Connection.open(line.broker)) {
            while (true) {
                while (sent - received < depth && mayGoOn()) {
                    sentAt[(int) (sent++ % depth)] = System.nanoTime();
                    connection.send(line.exchange.next());
                }
                if (sent == received) {
                    return measured;
                }
                var body = connection.receive();
                long now = System.nanoTime();
                Tally tally = now - warmUntil >= 0 && now - end < 0 ? measured : unmeasured;
                tally.answered(now - sentAt[(int) (received++ % depth)]);
                line.exchange.answered(body, tally);
            }
        }
    }

    private boolean mayGoOn() {
        return System.nanoTime() - end < 0 && requestsLeft.getAndDecrement() > 0;
    }

    private static Tally sum(List<Future<Tally>> tallies) throws IOException, InterruptedException {
        Tally sum = new Tally();
        for (Future<Tally> tally : tallies) {
            try {
                sum.add(tally.get());
            } catch (ExecutionException e) {
                throw new IOException("a connection failed: " + e.getCause(), e.getCause());
            }
        }
        return sum;
    }
}
