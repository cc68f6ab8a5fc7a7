package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedRequestTest {
    private final TestServer server =
            new TestServer(FakeHandler.of(ApiKeys.METADATA, 0, 13, (request, context) -> new MetadataResponseData()));
    private Client bystander;

    @BeforeEach
    void connectBystander() throws IOException {
        bystander = server.connect();
        assertBystanderIsServed();
    }

    @AfterEach
    void othersAreUnaffected() throws IOException {
        assertBystanderIsServed();
        bystander.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, (100 << 20) + 1, Integer.MAX_VALUE})
    void impossibleSizeClosesTheConnection(int size) throws IOException {
        assertClosesAfter(ByteBuffer.allocate(4).putInt(size).flip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /a HTTP/1.1\r\n\r\n", "\026\003\001\002\0\001\0\001"})
    void anotherProtocolClosesTheConnection(String greeting) throws IOException {
        assertClosesAfter(ByteBuffer.wrap(greeting.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void unknownApiKeyClosesTheConnection() throws IOException {
        assertClosesAfter(request((short) 9999, (short) 0).putShort((short) -1));
    }

    @Test
    void apiThatIsNotServedClosesTheConnection() throws IOException {
        assertClosesAfter(request(ApiKeys.ALTER_CLIENT_QUOTAS.id, (short) 0).putShort((short) -1));
    }

    @ParameterizedTest
    @ValueSource(shorts = {-1, 14, Short.MAX_VALUE})
    void versionThatIsNotServedClosesTheConnection(short version) throws IOException {
        assertClosesAfter(request(ApiKeys.METADATA.id, version).putShort((short) -1));
    }

    @Test
    void clientIdLongerThanTheFrameClosesTheConnection() throws IOException {
        assertClosesAfter(request(ApiKeys.METADATA.id, (short) 4).putShort(Short.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_001, Integer.MAX_VALUE})
    void arrayLongerThanTheBytesLeftClosesTheConnection(int elements) throws IOException {
        assertClosesAfter(
                request(ApiKeys.METADATA.id, (short) 1).putShort((short) -1).putInt(elements));
    }

    @Test
    void arrayOfTooManyElementsIsRefusedEvenIfTheBytesAreThere() throws IOException {
        int elements = FrameReadable.MAX_ELEMENTS + 1;
        ByteBuffer frame = request(ApiKeys.METADATA.id, (short) 1, 3 * elements)
                .putShort((short) -1)
                .putInt(elements);
        assertClosesAfter(frame.position(frame.limit()));
    }

    @Test
    void tooManyTaggedFieldsAreRefused() throws IOException {
        int fields = FrameReadable.MAX_TAGGED_FIELDS + 1;
        ByteBuffer frame = request(ApiKeys.METADATA.id, (short) 9, 20 + 5 * fields)
                .putShort((short) -1)
                .put((byte) 0) // tagged fields of the header
                .put((byte) 0) // topics: null
                .put(new byte[] {0, 0, 0})
                .put(varint(fields));
        for (int i = 0; i < fields; i++) {
            frame.put(varint(1000 + i)).put((byte) 0);
        }
        assertClosesAfter(frame);
    }

    @Test
    void whatWasAskedRightlyBeforeIsStillAnswered() throws IOException {
        ByteBuffer metadata = Client.frame(ApiKeys.METADATA, 4, 7, new MetadataRequestData());
        ByteBuffer unknown = request((short) 9999, (short) 0, 0);
        unknown.putInt(0, unknown.position() - 4).flip();
        ByteBuffer together = ByteBuffer.allocate(metadata.remaining() + unknown.remaining());
        try (Client client = server.connect()) {
            client.send(together.put(metadata).put(unknown).flip());

            assertThat(client.receiveCorrelationId()).isEqualTo(7);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void announcedBytesThatNeverComeCostNothing() throws IOException {
        try (Client client = server.connect()) {
            client.send(ByteBuffer.allocate(8).putInt(100 << 20).putInt(3).flip());
            assertBystanderIsServed();
            assertThat(server.bytesInUse()).isLessThan(32 << 20);
        }
        await().until(() -> server.seen.closed.get() == 1);
        assertThat(server.seen.violations).hasValue(0);
    }

    private void assertClosesAfter(ByteBuffer written) throws IOException {
        int violations = server.seen.violations.get();
        if (written.position() > 0) {
            written.putInt(0, written.position() - 4).flip();
        }
        try (Client client = server.connect()) {
            client.send(written);
            assertThat(client.isClosedByServer()).isTrue();
        }
        await().until(() -> server.seen.violations.get() == violations + 1);
    }

    private void assertBystanderIsServed() throws IOException {
        bystander.send(ApiKeys.API_VERSIONS, 0, 1, new ApiVersionsRequestData());
        assertThat(bystander.receiveCorrelationId()).isEqualTo(1);
        bystander.send(ApiKeys.METADATA, 4, 2, new MetadataRequestData());
        assertThat(bystander.receiveCorrelationId()).isEqualTo(2);
    }

    private static ByteBuffer request(short apiKey, short version) {
        return request(apiKey, version, 100);
    }

    /** The fixed part of a request, with room for the size before it and for a body behind. */
    private static ByteBuffer request(short apiKey, short version, int bodyBytes) {
        return ByteBuffer.allocate(12 + bodyBytes)
                .putInt(0)
                .putShort(apiKey)
                .putShort(version)
                .putInt(5);
    }

    private static byte[] varint(int value) {
        return new byte[] {(byte) (value | 0x80), (byte) ((value >>> 7) | 0x80), (byte) (value >>> 14)};
    }
}
