package io.suiro.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * A whole image as the state in a snapshot; equal images have equal bytes.
 *
 * <pre>
 * version     byte, 0
 * index       long, next producer id long
 * brokers     count int; by id: id int, host string, port int, rack string, broker epoch long, fenced boolean
 * topics      count int; by name: name string, id uuid, partitions as in {@link MetadataRecordCodec}
 * configs     count int; by resource: type byte, name string, count int; by name: name string, value string
 * </pre>
 */
final class MetadataImageCodec {
    private static final byte VERSION = 0;
    private static final Comparator<ConfigResource> BY_TYPE_AND_NAME = Comparator.comparing(
                    (ConfigResource resource) -> resource.type().id())
            .thenComparing(ConfigResource::name);

    private MetadataImageCodec() {}

    static byte[] encode(MetadataImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(image.index());
            out.writeLong(image.nextProducerId());
            writeBrokers(out, image);
            out.writeInt(image.topics().size());
            List<TopicImage> topics = image.topics().values().stream()
                    .sorted(Comparator.comparing(TopicImage::name))
                    .toList();
            for (TopicImage topic : topics) {
                writeTopic(out, topic);
            }
            writeConfigs(out, image);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static MetadataImage decode(byte[] state) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException(
                        "a metadata snapshot has version " + version + ", which this version of Suiro cannot read");
            }
            long index = in.readLong();
            long nextProducerId = in.readLong();
            HashPMap<Integer, BrokerImage> brokers = readBrokers(in);
            TreePMap<String, Uuid> topicIds = TreePMap.empty();
            HashPMap<Uuid, TopicImage> topics = HashTreePMap.empty();
            int count = MetadataFields.readCount(in, 24);
            for (int i = 0; i < count; i++) {
                TopicImage topic = readTopic(in);
                topicIds = topicIds.plus(topic.name(), topic.id());
                topics = topics.plus(topic.id(), topic);
            }
            return new MetadataImage(index, brokers, topicIds, topics, readConfigs(in), nextProducerId);
        }
    }

    private static void writeBrokers(DataOutputStream out, MetadataImage image) throws IOException {
        out.writeInt(image.brokers().size());
        for (BrokerImage broker : new TreeMap<>(image.brokers()).values()) {
            out.writeInt(broker.id());
            MetadataFields.writeString(out, broker.host());
            out.writeInt(broker.port());
            MetadataFields.writeString(out, broker.rack());
            out.writeLong(broker.brokerEpoch());
            out.writeBoolean(broker.fenced());
        }
    }

    private static HashPMap<Integer, BrokerImage> readBrokers(DataInputStream in) throws IOException {
        HashPMap<Integer, BrokerImage> brokers = HashTreePMap.empty();
        int count = MetadataFields.readCount(in, 25);
        for (int i = 0; i < count; i++) {
            BrokerImage broker = new BrokerImage(
                    in.readInt(),
                    MetadataFields.readString(in),
                    in.readInt(),
                    MetadataFields.readNullableString(in),
                    in.readLong(),
                    in.readBoolean());
            brokers = brokers.plus(broker.id(), broker);
        }
        return brokers;
    }

    private static void writeTopic(DataOutputStream out, TopicImage topic) throws IOException {
        MetadataFields.writeString(out, topic.name());
        MetadataFields.writeUuid(out, topic.id());
        MetadataFields.writePartitions(out, topic.partitions());
    }

    private static TopicImage readTopic(DataInputStream in) throws IOException {
        return new TopicImage(
                MetadataFields.readString(in),
                MetadataFields.readUuid(in),
                TreePVector.from(MetadataFields.readPartitions(in)));
    }

    private static void writeConfigs(DataOutputStream out, MetadataImage image) throws IOException {
        out.writeInt(image.configs().size());
        List<ConfigResource> resources =
                image.configs().keySet().stream().sorted(BY_TYPE_AND_NAME).toList();
        for (ConfigResource resource : resources) {
            out.writeByte(resource.type().id());
            MetadataFields.writeString(out, resource.name());
            Map<String, String> altered = new TreeMap<>(image.configs(resource));
            out.writeInt(altered.size());
            for (Map.Entry<String, String> entry : altered.entrySet()) {
                MetadataFields.writeString(out, entry.getKey());
                MetadataFields.writeString(out, entry.getValue());
            }
        }
    }

    private static HashPMap<ConfigResource, HashPMap<String, String>> readConfigs(DataInputStream in)
            throws IOException {
        HashPMap<ConfigResource, HashPMap<String, String>> configs = HashTreePMap.empty();
        int resources = MetadataFields.readCount(in, 9);
        for (int i = 0; i < resources; i++) {
            ConfigResource resource =
                    new ConfigResource(ConfigResource.Type.forId(in.readByte()), MetadataFields.readString(in));
            Map<String, String> altered = new HashMap<>();
            int count = MetadataFields.readCount(in, 8);
            for (int j = 0; j < count; j++) {
                altered.put(MetadataFields.readString(in), MetadataFields.readString(in));
            }
            configs = configs.plus(resource, HashTreePMap.from(altered));
        }
        return configs;
    }
}
