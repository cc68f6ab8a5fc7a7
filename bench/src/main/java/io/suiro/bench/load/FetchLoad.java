package io.suiro.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads a topic from start to end, and again, in a closed loop.
 *
 * @param fetchBytes limit of each fetch, which is of one partition
 * @param depth requests in flight on each connection
 */
public record FetchLoad(Topic topic, int fetchBytes, int connections, int depth) {

    /** Of what is in the topic when this is called. */
    Outcome run(Cluster cluster, Timing timing, BrokerCpu cpu) throws IOException {
        List<Span> spans = Span.of(cluster, topic);
        return ClosedLoop.run(lines(spans), depth, timing, cpu);
    }

    private List<ClosedLoop.Line> lines(List<Span> spans) {
        return IntStream.range(0, connections)
                .mapToObj(connection -> topic.share(connection, connections))
                .map(partitions -> new ClosedLoop.Line(
                        topic.leader(partitions),
                        new FetchExchange(topic.name(), cursors(partitions, spans), fetchBytes)))
                .toList();
    }

    /** One for each request in flight: several begin apart in the same partition, or each has partitions of its own. */
    private List<Cursor> cursors(List<Integer> partitions, List<Span> spans) {
        int count = partitions.size();
        int inSamePartition = Math.ceilDiv(depth, count);
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            int cursor = i;
            List<Integer> walked = depth >= count
                    ? List.of(partitions.get(i % count))
                    : IntStream.range(0, count)
                            .filter(at -> at % depth == cursor)
                            .mapToObj(partitions::get)
                            .toList();
            cursors.add(new Cursor(walked, spans, Math.floorDiv(i, count) / (double) inSamePartition));
        }
        return cursors;
    }
}
