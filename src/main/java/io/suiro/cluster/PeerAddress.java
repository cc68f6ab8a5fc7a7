package io.suiro.cluster;

/**
 * Where a broker listens for other brokers.
 *
 * @param host a name, which is resolved anew for every connection, or an address, that of IPv6 without brackets
 */
public record PeerAddress(String host, int port) {
    private static final int MAX_PORT = 65_535;

    public PeerAddress {
        if (host.isBlank() || port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("'" + host + "' and " + port + " are no host and port");
        }
    }

    /**
     * Reads {@code host:port}, {@code [::1]:port} for IPv6.
     *
     * @throws IllegalArgumentException if it is not of this form
     */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + text + "': an IPv6 address stands in brackets, [::1]:9090");
        }
        try {
            return new PeerAddress(
                    host, Integer.parseInt(text.substring(colon + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not of the form host:port");
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
