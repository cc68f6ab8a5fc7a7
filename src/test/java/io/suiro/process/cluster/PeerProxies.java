package io.suiro.process.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Ports between brokers through which bytes are passed on, or held back while one of the two is cut off. A broker whose
 * connection is held back sees what a network that drops every packet shows: no reset, no end, only silence.
 * Each connection has two threads of its own.
 */
final class PeerProxies implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final List<ServerSocket> doors = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Supplier<Map<Long, Integer>> nodeOfPid;
    /** The node that is cut off, or -1. */
    private int cutOff = -1;

    /** @param nodeOfPid which broker is which process, at any time */
    PeerProxies(Supplier<Map<Long, Integer>> nodeOfPid) {
        this.nodeOfPid = nodeOfPid;
    }

    /** What comes in at {@code port} goes on to {@code target}, which is a port of {@code node}. */
    void open(int node, int port, int target) throws IOException {
        ServerSocket door = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        doors.add(door);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket client = door.accept();
                    Thread.ofVirtual().start(() -> connect(client, node, target));
                }
            } catch (IOException closed) {
                // The end of the cluster.
            }
        });
    }

    private void connect(Socket client, int to, int target) {
        int from = SocketOwner.of(client.getPort(), client.getLocalPort(), nodeOfPid.get());
        try {
            awaitOpen(from, to);
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
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
        heal();
        for (ServerSocket door : doors) {
            door.close();
        }
        sockets.forEach(PeerProxies::close);
    }
}
