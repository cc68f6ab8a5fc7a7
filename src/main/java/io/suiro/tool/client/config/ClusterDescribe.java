package io.suiro.tool.client.config;

import io.suiro.tool.client.AdminCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.Node;
import picocli.CommandLine.Command;

/** {@code ./suiro cluster describe}. */
@Command(
        name = "describe",
        description = "Says which brokers the cluster has, which of them is the controller, and which are fenced.",
        footer = {
            "",
            "Examples:",
            "  ./suiro cluster describe",
            "  ./suiro cluster describe --bootstrap broker-1:9092,broker-2:9092 --output yaml"
        },
        mixinStandardHelpOptions = true)
final class ClusterDescribe extends AdminCommand {
    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        DescribeClusterResult cluster = admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true));
        List<Node> nodes = new ArrayList<>(cluster.nodes().get());
        nodes.sort(Comparator.comparingInt(Node::id));
        Node controller = cluster.controller().get();
        FinalizedVersionRange metadata = admin.describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .get("metadata.version");
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", cluster.clusterId().get());
        document.put("controller", controller == null || controller.isEmpty() ? null : controller.id());
        document.put("metadataVersion", metadata == null ? null : (int) metadata.maxVersionLevel());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Node node : nodes) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("broker", node.id());
            row.put("host", node.host());
            row.put("port", node.port());
            row.put("rack", node.rack());
            row.put("fenced", node.isFenced());
            rows.add(row);
        }
        document.put("brokers", rows);
        print(document);
        return 0;
    }
}
