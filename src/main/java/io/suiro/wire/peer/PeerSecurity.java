package io.suiro.wire.peer;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** What may be configured: without a secret brokers hear only their own machine. */
public final class PeerSecurity {
    /** Whoever reaches the port can try secrets offline, so that a word that can be guessed protects nothing. */
    private static final int MIN_SECRET_LENGTH = 16;

    private PeerSecurity() {}

    /**
     * Whether this may be started.
     *
     * @param host to listen on
     * @param secret of the cluster; null or blank for none
     * @return null if it may, else the reason why not, a sentence without its subject
     */
    public static @Nullable String check(String host, @Nullable String secret) {
        if (secret == null || secret.isBlank()) {
            return isLoopback(host)
                    ? null
                    : "cannot listen for other brokers on " + host + " without a secret of the cluster:"
                            + " set one of at least " + MIN_SECRET_LENGTH
                            + " random characters on all brokers, or listen on 127.0.0.1";
        }
        int length = secret.strip().length();
        return length >= MIN_SECRET_LENGTH
                ? null
                : "has a secret of the cluster of " + length + " characters; it takes at least " + MIN_SECRET_LENGTH
                        + " random ones";
    }

    private static boolean isLoopback(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        byte[] address = NetUtil.createByteArrayFromIpAddressString(bare);
        if (address == null) {
            return bare.equalsIgnoreCase("localhost");
        }
        if (address.length == 4) {
            return address[0] == 127;
        }
        for (int i = 0; i < address.length - 1; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[address.length - 1] == 1;
    }
}
