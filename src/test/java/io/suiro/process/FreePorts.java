package io.suiro.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports on 127.0.0.1 that nobody listens on. They lie below those that the operating system gives to outgoing
 * connections: a client that keeps trying to reach a killed broker could otherwise take the broker's port, or even
 * connect to itself.
 */
final class FreePorts {
    private static final int LEAST = 15_000;
    private static final int BEYOND = 32_000;

    private FreePorts() {}

    static int next() {
        RandomGenerator random = RandomGenerator.getDefault();
        while (true) {
            int port = random.nextInt(LEAST, BEYOND);
            if (isFree(port)) {
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
