package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the server lives, serves others and gives back all memory (which closing the server checks). */
class FuzzTest {
    private static final int SEEDS = 300;

    private static final List<ByteBuffer> VALID = List.of(
            Client.frame(ApiKeys.METADATA, 9, 1, new MetadataRequestData()),
            Client.frame(
                    ApiKeys.CREATE_TOPICS,
                    5,
                    1,
                    new CreateTopicsRequestData()
                            .setTopics(new CreatableTopicCollection(
                                    List.of(new CreatableTopic().setName("a"), new CreatableTopic().setName("b"))
                                            .iterator()))),
            Client.frame(ApiKeys.FETCH, 12, 1, new FetchRequestData()),
            Client.frame(ApiKeys.PRODUCE, 9, 1, Produced.request((short) -1, new byte[200])),
            Client.frame(
                    ApiKeys.JOIN_GROUP,
                    6,
                    1,
                    new JoinGroupRequestData().setGroupId("g").setProtocolType("consumer")));

    @Test
    void theServerSurvivesAnything() throws IOException {
        try (TestServer server = new TestServer(
                        FakeHandler.of(ApiKeys.METADATA, 0, 13, (request, context) -> new MetadataResponseData()),
                        FakeHandler.of(
                                ApiKeys.CREATE_TOPICS, 2, 7, (request, context) -> new CreateTopicsResponseData()),
                        FakeHandler.of(ApiKeys.FETCH, 4, 18, (request, context) -> new FetchResponseData()),
                        FakeHandler.of(ApiKeys.PRODUCE, 3, 13, (request, context) -> new ProduceResponseData()),
                        FakeHandler.of(ApiKeys.JOIN_GROUP, 0, 9, (request, context) -> new JoinGroupResponseData()));
                Client bystander = server.connect()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                attack(server, new Random(seed));
                bystander.send(ApiKeys.API_VERSIONS, 0, seed, new ApiVersionsRequestData());
                assertThat(bystander.receiveCorrelationId()).as("seed %d", seed).isEqualTo(seed);
            }
        }
    }

    /** Sends some requests with some bytes changed, or plain noise, perhaps cut short, and waits to be hung up on. */
    private static void attack(TestServer server, Random random) throws IOException {
        try (Client client = server.connect()) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                client.send(random.nextInt(4) == 0 ? noise(random) : changed(random));
            }
            client.socket.shutdownOutput();
            client.socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[4 + random.nextInt(400)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4);
        }
        return bytes;
    }

    private static byte[] changed(Random random) {
        ByteBuffer valid = VALID.get(random.nextInt(VALID.size()));
        byte[] bytes = new byte[valid.remaining()];
        valid.duplicate().get(bytes);
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
