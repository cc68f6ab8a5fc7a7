package io.suiro.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What others are told to connect to where nobody has said it. */
public final class Advertised {
    private Advertised() {}

    /** The address that is listened on, or this machine's name where that is all of its addresses. */
    public static String hostOf(String listenHost) throws UnknownHostException {
        return InetAddress.getByName(listenHost).isAnyLocalAddress()
                ? InetAddress.getLocalHost().getCanonicalHostName()
                : listenHost;
    }
}
