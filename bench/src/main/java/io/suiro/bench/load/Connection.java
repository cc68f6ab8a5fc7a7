package io.suiro.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * A blocking socket to one broker. One thread sends, one receives, which may be the same; answers come in the order of
 * the requests, and that is checked.
 */
public final class Connection implements AutoCloseable {
    private static final short FLEXIBLE_HEADER = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int FIRST_BUFFER_BYTES = 64 << 10;

    private final SocketChannel socket;
    private final ByteBuffer prefix = ByteBuffer.allocateDirect(Integer.BYTES);
    private ByteBuffer answer = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES);
    private int sent;
    private int received;

    private Connection(SocketChannel socket) {
        this.socket = socket;
    }

    public static Connection open(InetSocketAddress address) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(address.getHostString(), address.getPort()));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Connection(socket);
    }

    public void send(Request request) throws IOException {
        ByteBuffer bytes = request.toSend(sent++);
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /**
     * The body of the next answer, valid until the call after this.
     *
     * @throws EOFException if the broker has closed the connection
     */
    public ByteBuffer receive() throws IOException {
        read(prefix.clear());
        int size = prefix.getInt(0);
        if (answer.capacity() < size) {
            answer = ByteBuffer.allocateDirect(Math.max(size, 2 * answer.capacity()));
        }
        read(answer.clear().limit(size));
        answer.flip();
        int correlationId = new ResponseHeaderData(new ByteBufferAccessor(answer), FLEXIBLE_HEADER).correlationId();
        if (correlationId != received) {
            throw new IOException("the broker answered request " + correlationId + ", not " + received);
        }
        received++;
        return answer;
    }

    /**
     * Sends it and receives its answer, for requests now and then.
     *
     * @throws IOException if there is none within a minute: the connection is closed then
     */
    ByteBuffer call(Request request) throws IOException {
        return call(request, PATIENCE);
    }

    ByteBuffer call(Request request, Duration patience) throws IOException {
        CompletableFuture<Void> hangUp = CompletableFuture.runAsync(
                this::hangUp, CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
        try {
            send(request);
            return receive();
        } catch (AsynchronousCloseException e) {
            throw new IOException("the broker has not answered within " + patience.toMillis() + " ms", e);
        } finally {
            hangUp.cancel(false);
        }
    }

    private void hangUp() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the broker has closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
