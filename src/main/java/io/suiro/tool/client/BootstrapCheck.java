package io.suiro.tool.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Whether anybody is there. Kafka's clients try for as long as their timeout lasts, and then do not say why it was in vain;
 * a connection that is refused tells at once.
 */
final class BootstrapCheck {
    private static final int CONNECT_TIMEOUT_MS = 3_000;
    private static final int GREATEST_PORT = 65_535;

    private BootstrapCheck() {}

    /**
     * Returns once one of the addresses, {@code HOST:PORT} with commas between, has taken a connection.
     *
     * @throws CommandFailed if none does, or one is no address
     */
    static void reach(String addresses) throws CommandFailed {
        String reasons = "";
        for (String address : addresses.split(",", -1)) {
            try (Socket socket = new Socket()) {
                InetSocketAddress at = parse(address.strip());
                if (at.isUnresolved()) {
                    reasons = join(reasons, "unknown host " + at.getHostString());
                } else {
                    socket.connect(at, CONNECT_TIMEOUT_MS);
                    return;
                }
            } catch (CommandFailed e) {
                throw e;
            } catch (IOException e) {
                reasons = join(reasons, String.valueOf(e.getMessage()));
            }
        }
        throw new CommandFailed("no broker at " + addresses + " (" + reasons
                + "); start one with ./suiro start, or name another with --bootstrap or SUIRO_BOOTSTRAP");
    }

    private static String join(String reasons, String another) {
        return reasons.isEmpty() || reasons.equals(another) ? another : reasons + ", " + another;
    }

    private static InetSocketAddress parse(String address) throws CommandFailed {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            if (!host.isEmpty() && port > 0 && port <= GREATEST_PORT) {
                return new InetSocketAddress(host, port);
            }
        } catch (NumberFormatException _) {
            // It is none, which is said below.
        }
        throw new CommandFailed("'" + address + "' is not HOST:PORT, as in 127.0.0.1:9092");
    }
}
