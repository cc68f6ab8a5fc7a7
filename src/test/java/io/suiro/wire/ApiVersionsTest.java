package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionsTest {
    private final FakeHandler<?, ?> metadata =
            FakeHandler.of(ApiKeys.METADATA, 2, 12, (request, context) -> new MetadataResponseData());
    private final FakeHandler<?, ?> produce =
            FakeHandler.of(ApiKeys.PRODUCE, 3, 13, (request, context) -> new ProduceResponseData());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void listsWhatTheTableServes(int version) throws Exception {
        try (TestServer server = new TestServer(metadata, produce);
                Client client = server.connect()) {
            client.send(ApiKeys.API_VERSIONS, version, 7, software("suiro-test", "1.0"));
            ApiVersionsResponse answer = (ApiVersionsResponse) client.receive(ApiKeys.API_VERSIONS, version, 7);

            assertThat(answer.data().errorCode()).isEqualTo(Errors.NONE.code());
            assertThat(answer.data().apiKeys()).hasSize(3);
            assertThat(answer.apiVersion(ApiKeys.METADATA.id).minVersion()).isEqualTo((short) 2);
            assertThat(answer.apiVersion(ApiKeys.METADATA.id).maxVersion()).isEqualTo((short) 12);
            assertThat(answer.apiVersion(ApiKeys.API_VERSIONS.id).maxVersion()).isEqualTo((short) 4);
        }
    }

    @Test
    void produceIsAdvertisedFromVersionZeroForOldLibrdkafka() throws Exception {
        try (TestServer server = new TestServer(produce);
                Client client = server.connect()) {
            client.send(ApiKeys.API_VERSIONS, 3, 1, software("librdkafka", "1.0.0"));
            ApiVersionsResponse answer = (ApiVersionsResponse) client.receive(ApiKeys.API_VERSIONS, 3, 1);

            assertThat(answer.apiVersion(ApiKeys.PRODUCE.id).minVersion()).isZero();
            assertThat(server.seen.software).containsExactly("librdkafka 1.0.0");
        }
    }

    @Test
    void unknownVersionIsAnsweredInVersionZeroAndTheConnectionGoesOn() throws Exception {
        try (TestServer server = new TestServer(metadata);
                Client client = server.connect()) {
            var frame = Client.frame(ApiKeys.API_VERSIONS, 4, 9, software("suiro-test", "1.0"));
            frame.putShort(6, (short) 99);
            client.send(frame);
            ApiVersionsResponse answer = (ApiVersionsResponse) client.receive(ApiKeys.API_VERSIONS, 0, 9);
            assertThat(answer.data().errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
            assertThat(answer.apiVersion(ApiKeys.API_VERSIONS.id).maxVersion()).isEqualTo((short) 4);
            assertThat(answer.apiVersion(ApiKeys.METADATA.id)).isNotNull();

            client.send(ApiKeys.API_VERSIONS, 4, 10, software("suiro-test", "1.0"));
            assertThat(client.receiveCorrelationId()).isEqualTo(10);
        }
    }

    @Test
    void malformedSoftwareNameIsAnInvalidRequest() throws Exception {
        try (TestServer server = new TestServer();
                Client client = server.connect()) {
            client.send(ApiKeys.API_VERSIONS, 3, 1, software("not a name!", "1.0"));
            ApiVersionsResponse answer = (ApiVersionsResponse) client.receive(ApiKeys.API_VERSIONS, 3, 1);
            assertThat(answer.data().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        }
    }

    @Test
    void aTableHasOneHandlerPerApiAndOnlyVersionsThatTheSchemaHas() {
        assertThatThrownBy(() -> new ApiTable(List.of(metadata, metadata), WireObserver.NONE))
                .hasMessageContaining("two handlers");
        FakeHandler<?, ?> tooNew =
                FakeHandler.of(ApiKeys.METADATA, 0, 99, (request, context) -> new MetadataResponseData());
        assertThatThrownBy(() -> new ApiTable(List.of(tooNew), WireObserver.NONE))
                .hasMessageContaining("0 to 99");
    }

    private static ApiVersionsRequestData software(String name, String version) {
        return new ApiVersionsRequestData().setClientSoftwareName(name).setClientSoftwareVersion(version);
    }
}
