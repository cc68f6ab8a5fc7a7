package io.suiro.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.ResponseHeader;

/** A raw socket that can send anything, and read Kafka's answers. */
public final class Client implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    final Socket socket;
    private final DataInputStream in;

    public Client(String host, int port) throws IOException {
        this.socket = new Socket(host, port);
        socket.setSoTimeout(TIMEOUT_MS);
        this.in = new DataInputStream(socket.getInputStream());
    }

    public static ByteBuffer frame(ApiKeys api, int version, int correlationId, ApiMessage body) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId("test");
        ByteBuffer head = MessageUtil.toByteBufferAccessor(header, api.requestHeaderVersion((short) version))
                .buffer();
        ByteBuffer payload =
                MessageUtil.toByteBufferAccessor(body, (short) version).buffer();
        ByteBuffer frame = ByteBuffer.allocate(4 + head.remaining() + payload.remaining());
        return frame.putInt(head.remaining() + payload.remaining())
                .put(head)
                .put(payload)
                .flip();
    }

    public void send(ApiKeys api, int version, int correlationId, ApiMessage body) throws IOException {
        send(frame(api, version, correlationId, body));
    }

    void send(ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        send(copy);
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next answer, without its length prefix. */
    ByteBuffer receive() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    int receiveCorrelationId() throws IOException {
        return receive().getInt();
    }

    public AbstractResponse receive(ApiKeys api, int version, int correlationId) throws IOException {
        ByteBuffer bytes = receive();
        RequestHeader header = new RequestHeader(api, (short) version, "test", correlationId);
        ResponseHeader answered = ResponseHeader.parse(bytes, api.responseHeaderVersion((short) version));
        if (answered.correlationId() != header.correlationId()) {
            throw new IOException("answer to " + answered.correlationId() + " instead of " + correlationId);
        }
        AbstractResponse response = AbstractResponse.parseResponse(api, new ByteBufferAccessor(bytes), (short) version);
        if (bytes.hasRemaining()) {
            throw new IOException(bytes.remaining() + " bytes left after " + response);
        }
        return response;
    }

    /** Whether the server has closed the connection without sending anything more. */
    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
