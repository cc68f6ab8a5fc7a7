package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.RequestContext;
import io.suiro.wire.TestServer.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBrokerCollection;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBrokerCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaClientTest {
    private final AtomicInteger port = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void kafkasOwnClientConnectsNegotiatesAndIsAnswered(Transport transport) throws Exception {
        FakeHandler<MetadataRequestData, MetadataResponseData> metadata = FakeHandler.of(
                ApiKeys.METADATA,
                0,
                13,
                (MetadataRequestData request, RequestContext context) -> new MetadataResponseData()
                        .setClusterId("c")
                        .setControllerId(1)
                        .setBrokers(new MetadataResponseBrokerCollection(List.of(new MetadataResponseBroker()
                                        .setNodeId(1)
                                        .setHost(TestServer.HOST)
                                        .setPort(port.get()))
                                .iterator())));
        FakeHandler<DescribeClusterRequestData, DescribeClusterResponseData> cluster = FakeHandler.of(
                ApiKeys.DESCRIBE_CLUSTER,
                0,
                2,
                (DescribeClusterRequestData request, RequestContext context) -> new DescribeClusterResponseData()
                        .setClusterId("c")
                        .setControllerId(1)
                        .setBrokers(new DescribeClusterBrokerCollection(List.of(new DescribeClusterBroker()
                                        .setBrokerId(1)
                                        .setHost(TestServer.HOST)
                                        .setPort(port.get()))
                                .iterator())));
        try (TestServer server = new TestServer(transport, TestServer.defaults(), metadata, cluster)) {
            port.set(server.server.localPort());
            Map<String, Object> config = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, server.address());
            try (Admin admin = Admin.create(config)) {
                assertThat(admin.describeCluster().nodes().get())
                        .extracting(Node::port)
                        .containsExactly(port.get());
                FeatureMetadata features =
                        admin.describeFeatures().featureMetadata().get();
                assertThat(features.finalizedFeatures())
                        .isEqualTo(Map.of(
                                "transaction.version", new FinalizedVersionRange((short) 2, (short) 2),
                                "share.version", new FinalizedVersionRange((short) 1, (short) 1)));
            }
            assertThat(server.seen.software).containsExactly("apache-kafka-java 4.3.1");
        }
    }
}
