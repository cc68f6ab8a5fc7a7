package io.suiro.bench.load;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A topic and where it is served.
 *
 * @param leaders by partition
 */
public record Topic(String name, List<InetSocketAddress> leaders) {
    public Topic {
        leaders = List.copyOf(leaders);
    }

    public int partitions() {
        return leaders.size();
    }

    /** The partitions of one of several connections: every one has its own, as far as there are enough. */
    List<Integer> share(int connection, int connections) {
        return connections >= partitions()
                ? List.of(connection % partitions())
                : IntStream.range(0, partitions())
                        .filter(partition -> partition % connections == connection)
                        .boxed()
                        .toList();
    }

    /**
     * The one broker that leads all of these.
     *
     * @throws IllegalArgumentException if there are several: a connection goes to one of them
     */
    InetSocketAddress leader(List<Integer> partitions) {
        List<InetSocketAddress> found =
                partitions.stream().map(leaders::get).distinct().toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException("partitions " + partitions + " of " + name + " are led by " + found
                    + ", and a connection goes to one broker: more connections or fewer partitions are needed");
        }
        return found.getFirst();
    }
}
