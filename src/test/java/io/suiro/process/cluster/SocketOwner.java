package io.suiro.process.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose a connection on this machine is, by Linux' /proc. */
final class SocketOwner {
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private SocketOwner() {}

    /** The node whose process has the socket with these ports, seen from its own end, or -1. */
    static int of(int localPort, int remotePort, Map<Long, Integer> nodeOfPid) {
        try {
            String inode = inode(localPort, remotePort);
            if (inode != null) {
                for (Map.Entry<Long, Integer> node : nodeOfPid.entrySet()) {
                    if (holds(node.getKey(), "socket:[" + inode + "]")) {
                        return node.getValue();
                    }
                }
            }
        } catch (IOException gone) {
            // A process that has just ended.
        }
        return -1;
    }

    private static @Nullable String inode(int localPort, int remotePort) throws IOException {
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (endsWithPort(columns[LOCAL], localPort) && endsWithPort(columns[REMOTE], remotePort)) {
                    return columns[INODE];
                }
            }
        }
        return null;
    }

    private static boolean endsWithPort(String address, int port) {
        return address.endsWith(":" + String.format(Locale.ROOT, "%04X", port));
    }

    private static boolean holds(long pid, String socket) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files) {
                if (isLinkTo(file, socket)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLinkTo(Path file, String target) {
        try {
            return Files.readSymbolicLink(file).toString().equals(target);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
