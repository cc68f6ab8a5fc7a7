package io.suiro.tool.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.cluster.kraft.KraftFiles;
import io.suiro.record.Batch;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metadata.ConfigRecord;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.TopicRecord;

/** A data directory as a Kafka broker leaves it after a kill; its metadata may be in another. */
public final class KafkaData {
    public static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";
    public static final int NODE = 1;
    public static final int LEADER_EPOCH = 41;

    private static final Uuid DIRECTORY = Uuid.randomUuid();

    private final Path data;
    private final KraftFiles metadata;

    public KafkaData(Path data) throws IOException {
        this(data, data);
    }

    public KafkaData(Path data, Path metadataParent) throws IOException {
        this.data = data;
        identify(data, CLUSTER, NODE);
        identify(metadataParent, CLUSTER, NODE);
        this.metadata = new KraftFiles(metadataParent.resolve("__cluster_metadata-0"));
        metadata.leaderChange(NODE, NODE);
        metadata.append(new FeatureLevelRecord().setName("metadata.version").setFeatureLevel((short) 30));
    }

    /** Writes who a directory belongs to. */
    public static void identify(Path directory, String cluster, int node) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("meta.properties"),
                "#\ncluster.id=" + cluster + "\ndirectory.id=" + DIRECTORY + "\nnode.id=" + node + "\nversion=1\n");
    }

    public KraftFiles metadata() {
        return metadata;
    }

    public Path data() {
        return data;
    }

    /** A topic with one record, its own name, in each partition. */
    public Uuid topic(String name, int partitions) throws IOException {
        Uuid id = Uuid.randomUuid();
        metadata.append(new TopicRecord().setName(name).setTopicId(id));
        for (int i = 0; i < partitions; i++) {
            metadata.append(partition(id, i));
            store(name + "-" + i, id);
        }
        return id;
    }

    /** As Kafka's controller writes it of a partition that is only here. */
    public static PartitionRecord partition(Uuid topicId, int partition) {
        return new PartitionRecord()
                .setTopicId(topicId)
                .setPartitionId(partition)
                .setReplicas(List.of(NODE))
                .setIsr(List.of(NODE))
                .setLeader(NODE)
                .setLeaderEpoch(LEADER_EPOCH)
                .setDirectories(List.of(DIRECTORY));
    }

    public KafkaData config(ConfigResource.Type type, String resource, String name, String value) throws IOException {
        metadata.append(new ConfigRecord()
                .setResourceType(type.id())
                .setResourceName(resource)
                .setName(name)
                .setValue(value));
        return this;
    }

    /** A partition's directory, whatever the metadata says. */
    public Path store(String directory, Uuid topicId) throws IOException {
        Path partition = Files.createDirectories(data.resolve(directory));
        Files.writeString(partition.resolve("partition.metadata"), "version: 0\ntopic_id: " + topicId);
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .append(1, null, ByteBuffer.wrap(directory.getBytes(UTF_8)))
                .build();
        Batch.stamp(batch, 0, 0, LEADER_EPOCH);
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        Files.write(partition.resolve("00000000000000000000.log"), bytes);
        return partition;
    }
}
