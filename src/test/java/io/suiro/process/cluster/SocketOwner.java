package io.suiro.process.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose a connection on this machine is, and whether anybody listens, by Linux' /proc. */
final class SocketOwner {
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";
    private static final List<String> TABLES = List.of("tcp", "tcp6");

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

    static boolean isListening(int port) throws IOException {
        for (String table : TABLES) {
            for (String[] columns : rows(table, port)) {
                if (columns[STATE].equals(LISTEN) && endsWithPort(columns[LOCAL], port)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable String inode(int localPort, int remotePort) throws IOException {
        for (String table : TABLES) {
            for (String[] columns : rows(table, localPort)) {
                if (endsWithPort(columns[LOCAL], localPort) && endsWithPort(columns[REMOTE], remotePort)) {
                    return columns[INODE];
                }
            }
        }
        return null;
    }

    /** Those that name the port, at either end. */
    private static List<String[]> rows(String table, int port) throws IOException {
        return Files.readAllLines(Path.of("/proc/net", table)).stream()
                .filter(line -> line.contains(suffix(port)))
                .map(line -> line.strip().split("\\s+", -1))
                .toList();
    }

    private static boolean endsWithPort(String address, int port) {
        return address.endsWith(suffix(port));
    }

    private static String suffix(int port) {
        return String.format(Locale.ROOT, ":%04X", port);
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
