package io.suiro.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Produces ready-made batches in a closed loop.
 *
 * @param depth requests in flight on each connection
 * @param acks 1 or -1, as in the protocol; 0 has no answers to count
 */
public record ProduceLoad(Topic topic, BatchShape shape, int connections, int depth, short acks) {
    private static final BatchShape FILLING = BatchShape.of(1000, 250_000);

    public ProduceLoad {
        if (acks != 1 && acks != -1) {
            throw new IllegalArgumentException("acks=" + acks + ": only 1 and -1 are answered");
        }
    }

    public Outcome run(Timing timing, BrokerCpu cpu) throws IOException {
        return ClosedLoop.run(lines(), depth, timing, cpu);
    }

    /** Adds at least so many bytes of 1,000-byte records to the topic, on one connection for each partition. */
    public static Outcome fill(Topic topic, long bytes) throws IOException {
        ProduceLoad load = new ProduceLoad(topic, FILLING, topic.partitions(), 2, (short) -1);
        Outcome outcome = ClosedLoop.run(load.lines(), load.depth, Math.ceilDiv(bytes, FILLING.sizeInBytes()));
        if (!outcome.tally().errors().isEmpty()) {
            throw new IOException(
                    "filling " + topic.name() + ": " + outcome.tally().errors());
        }
        return outcome;
    }

    private List<ClosedLoop.Line> lines() {
        return IntStream.range(0, connections)
                .mapToObj(connection -> topic.share(connection, connections))
                .map(partitions -> new ClosedLoop.Line(
                        topic.leader(partitions), new ProduceExchange(topic.name(), partitions, shape, acks)))
                .toList();
    }
}
