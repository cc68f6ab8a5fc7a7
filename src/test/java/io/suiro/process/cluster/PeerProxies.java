package io.suiro.process.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Ports between brokers through which bytes are passed on, or held back while one of the two is cut off. A broker whose
 * connection is held back sees what a network that drops every packet shows: no reset, no end, only silence. Where nobody
 * listens behind a port, that refuses too, from the second connection on. Each connection has two threads of its own.
 */
final class PeerProxies implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BETWEEN_LOOKS_MS = 20;

    private final List<ServerSocket> doors = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Supplier<Map<Long, Integer>> nodeOfPid;
    private volatile Map<Long, Integer> knownPids = Map.of();
    private volatile boolean closed;
    /** The node that is cut off, or -1. */
    private int cutOff = -1;

    /** @param nodeOfPid which broker is which process, at any time */
    PeerProxies(Supplier<Map<Long, Integer>> nodeOfPid) {
        this.nodeOfPid = nodeOfPid;
    }

    /** What comes in at {@code port} goes on to {@code target}, which is a port of {@code node}, while that listens. */
    void open(int node, int port, int target) {
        Thread.ofVirtual().start(() -> {
            try {
                while (!closed) {
                    if (SocketOwner.isListening(target)) {
                        serve(node, port, target);
                    }
                    Thread.sleep(BETWEEN_LOOKS_MS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("port " + port, e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void serve(int node, int port, int target) throws IOException {
        ServerSocket door = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        doors.add(door);
        try (door) {
            while (!closed) {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> connect(door, client, node, target));
            }
        } catch (SocketException shut) {
            // Nobody is behind it any more, or this is the end of the cluster.
        } finally {
            doors.remove(door);
        }
    }

    private void connect(ServerSocket door, Socket client, int to, int target) {
        int from = owner(client);
        try {
            awaitOpen(from, to);
            Socket server = connect(door, target);
            sockets.add(client);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pass(client, server, from, to));
            pass(server, client, from, to);
        } catch (IOException refused) {
            close(client);
        }
    }

    /** All processes are looked through only for one that is new: that takes longer than brokers take to agree on a leader. */
    private int owner(Socket client) {
        int known = SocketOwner.of(client.getPort(), client.getLocalPort(), knownPids);
        if (known >= 0) {
            return known;
        }
        Map<Long, Integer> pids = nodeOfPid.get();
        knownPids = pids;
        return SocketOwner.of(client.getPort(), client.getLocalPort(), pids);
    }

    private static Socket connect(ServerSocket door, int target) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (ConnectException refused) {
            door.close();
            throw refused;
        }
    }

    private void pass(Socket source, Socket sink, int from, int to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (source;
                sink) {
            InputStream in = source.getInputStream();
            OutputStream out = sink.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitOpen(from, to);
                out.write(buffer, 0, read);
            }
            awaitOpen(from, to);
        } catch (IOException ended) {
            // The other side ends with it.
        } finally {
            sockets.remove(source);
            sockets.remove(sink);
        }
    }

    synchronized void cut(int node) {
        cutOff = node;
    }

    synchronized void heal() {
        cutOff = -1;
        notifyAll();
    }

    private synchronized void awaitOpen(int from, int to) throws IOException {
        try {
            while (from != to && (from == cutOff || to == cutOff)) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone in any case.
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        heal();
        for (ServerSocket door : doors) {
            door.close();
        }
        sockets.forEach(PeerProxies::close);
    }
}
