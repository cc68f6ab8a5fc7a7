package io.suiro.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Ports on 127.0.0.1 that nobody listens on, each given once: a broker's two ports are asked for before it listens on
 * either. They lie below those that the operating system gives to outgoing
 * connections: a client that keeps trying to reach a killed broker could otherwise take the broker's port, or even
 * connect to itself. Of JVMs that test at the same time each has a range of its own, by {@code test.fork}, which is 1, 2 or 3.
 */
public final class FreePorts {
    private static final int RANGE = 5_900;
    private static final int LEAST = 15_000 + (Integer.getInteger("test.fork", 1) - 1) * RANGE;
    private static final int BEYOND = LEAST + RANGE;

    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    public static int next() {
        return next(1);
    }

    /** The first of {@code count} in a row; so many are free {@code further} above each of these too. */
    public static synchronized int next(int count, int... further) {
        RandomGenerator random = RandomGenerator.getDefault();
        int most = count + IntStream.of(further).max().orElse(0);
        while (true) {
            int first = random.nextInt(LEAST, BEYOND - most);
            List<Integer> ports = IntStream.concat(IntStream.of(0), IntStream.of(further))
                    .flatMap(above -> IntStream.range(first + above, first + above + count))
                    .boxed()
                    .toList();
            if (Collections.disjoint(GIVEN, ports) && ports.stream().allMatch(FreePorts::isFree)) {
                GIVEN.addAll(ports);
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
