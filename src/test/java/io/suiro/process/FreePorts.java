package io.suiro.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Ports on 127.0.0.1 that nobody listens on. They lie below those that the operating system gives to outgoing
 * connections: a client that keeps trying to reach a killed broker could otherwise take the broker's port, or even
 * connect to itself.
 */
public final class FreePorts {
    private static final int LEAST = 15_000;
    private static final int BEYOND = 32_000;

    private FreePorts() {}

    public static int next() {
        return next(1);
    }

    /** The first of {@code count} in a row. */
    public static int next(int count) {
        RandomGenerator random = RandomGenerator.getDefault();
        while (true) {
            int port = random.nextInt(LEAST, BEYOND - count);
            if (IntStream.range(port, port + count).allMatch(FreePorts::isFree)) {
                return port;
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
