package io.suiro.embedded;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A port before a broker's Kafka door. Once it is told to {@link #hold}, nothing that is answered from a connection's next produce request on
 * arrives, until these connections are lost.
 */
final class LateAnswers implements AutoCloseable {
    /** In a request: behind the api key and its version. */
    private static final int CORRELATION_ID_AT = 4;

    private final ServerSocket door;
    private final CompletableFuture<InetSocketAddress> broker = new CompletableFuture<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private volatile boolean holds;

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile int firstHeld = Integer.MAX_VALUE;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private boolean isHeld() {
            return firstHeld != Integer.MAX_VALUE;
        }

        private void requests() {
            pass(client, server, request -> {
                if (holds && !isHeld() && request.getShort(0) == ApiKeys.PRODUCE.id) {
                    firstHeld = request.getInt(CORRELATION_ID_AT);
                }
                return true;
            });
        }

        private void answers() {
            pass(server, client, answer -> answer.getInt(0) < firstHeld);
        }

        /** Frame by frame; a side that ends takes the other with it. */
        private void pass(Socket source, Socket sink, Predicate<ByteBuffer> arrives) {
            try (source;
                    sink) {
                DataInputStream in = new DataInputStream(source.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sink.getOutputStream()));
                while (true) {
                    byte[] frame = new byte[in.readInt()];
                    in.readFully(frame);
                    if (arrives.test(ByteBuffer.wrap(frame))) {
                        out.writeInt(frame.length);
                        out.write(frame);
                        out.flush();
                    }
                }
            } catch (IOException ended) {
                // As the connection is to end with it.
            }
        }

        private void lose() {
            try (client;
                    server) {
                // Both threads end with their sockets.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    LateAnswers() throws IOException {
        door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** @param address of its Kafka door, host:port */
    void before(String address) {
        int colon = address.lastIndexOf(':');
        broker.complete(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                InetSocketAddress to = broker.join();
                Connection connection = new Connection(client, new Socket(to.getAddress(), to.getPort()));
                connections.add(connection);
                Thread.ofVirtual().start(connection::requests);
                Thread.ofVirtual().start(connection::answers);
            } catch (IOException ended) {
                // The door is closed, or the broker's is.
            }
        }
    }

    void hold() {
        holds = true;
    }

    void loseHeld() {
        holds = false;
        connections.stream().filter(Connection::isHeld).forEach(Connection::lose);
    }

    @Override
    public void close() throws IOException {
        door.close();
        connections.forEach(Connection::lose);
    }
}
