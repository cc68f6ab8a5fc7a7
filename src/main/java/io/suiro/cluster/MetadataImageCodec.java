package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
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
 * version     byte, 2
 * index       long, next producer id long
 * voters      count int; by id: id int, directory id uuid
 * brokers     count int; by id: id int, host string, port int, rack string, broker epoch long, fenced boolean,
 *             incarnation uuid, directory id uuid, log directory id uuid, peer host string, peer port int,
 *             shutting down boolean, cordoned boolean, removed from voters boolean
 * topics      count int; by name: name string, id uuid, partitions of version 1 as in {@link MetadataRecordCodec}
 * configs     count int; by resource: type byte, name string, count int; by name: name string, value string
 * </pre>
 *
 * In version 1 brokers end with cordoned. Version 0 has no voters, its brokers end with fenced, and its partitions are of version 0.
 */
final class MetadataImageCodec {
    private static final byte VERSION = 2;
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
            MetadataFields.writeVoters(out, image.voters());
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
            byte version = readVersion(in);
            long index = in.readLong();
            long nextProducerId = in.readLong();
            List<Voter> voters = version == 0 ? List.of() : MetadataFields.readVoters(in);
            HashPMap<Integer, BrokerImage> brokers = readBrokers(in, version);
            TreePMap<String, Uuid> topicIds = TreePMap.empty();
            HashPMap<Uuid, TopicImage> topics = HashTreePMap.empty();
            int count = MetadataFields.readCount(in, 24);
            for (int i = 0; i < count; i++) {
                TopicImage topic = readTopic(in, version);
                topicIds = topicIds.plus(topic.name(), topic.id());
                topics = topics.plus(topic.id(), topic);
            }
            return new MetadataImage(index, brokers, topicIds, topics, readConfigs(in), nextProducerId, voters);
        }
    }

    /** The voters of a state, of which no more is read. */
    static List<Voter> voters(byte[] state) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            byte version = readVersion(in);
            in.skipNBytes(2L * Long.BYTES);
            return version == 0 ? List.of() : MetadataFields.readVoters(in);
        }
    }

    private static byte readVersion(DataInputStream in) throws IOException {
        byte version = in.readByte();
        if (version < 0 || version > VERSION) {
            throw new IOException(
                    "a metadata snapshot has version " + version + ", which this version of Suiro cannot read");
        }
        return version;
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
            MetadataFields.writeUuid(out, broker.incarnation());
            MetadataFields.writeUuid(out, broker.directoryId());
            MetadataFields.writeUuid(out, broker.logDirectoryId());
            MetadataFields.writeString(out, broker.peerHost());
            out.writeInt(broker.peerPort());
            out.writeBoolean(broker.shuttingDown());
            out.writeBoolean(broker.cordoned());
            out.writeBoolean(broker.removedFromVoters());
        }
    }

    private static HashPMap<Integer, BrokerImage> readBrokers(DataInputStream in, byte version) throws IOException {
        HashPMap<Integer, BrokerImage> brokers = HashTreePMap.empty();
        int count = MetadataFields.readCount(in, 25);
        for (int i = 0; i < count; i++) {
            BrokerImage broker = readBroker(in, version);
            brokers = brokers.plus(broker.id(), broker);
        }
        return brokers;
    }

    private static BrokerImage readBroker(DataInputStream in, byte version) throws IOException {
        int id = in.readInt();
        String host = MetadataFields.readString(in);
        int port = in.readInt();
        String rack = MetadataFields.readNullableString(in);
        long brokerEpoch = in.readLong();
        boolean fenced = in.readBoolean();
        boolean old = version == 0;
        return new BrokerImage(
                id,
                old ? Uuid.ZERO_UUID : MetadataFields.readUuid(in),
                old ? Uuid.ZERO_UUID : MetadataFields.readUuid(in),
                old ? Uuid.ZERO_UUID : MetadataFields.readUuid(in),
                host,
                port,
                old ? "" : MetadataFields.readString(in),
                old ? -1 : in.readInt(),
                rack,
                brokerEpoch,
                fenced,
                !old && in.readBoolean(),
                !old && in.readBoolean(),
                version > 1 && in.readBoolean());
    }

    private static void writeTopic(DataOutputStream out, TopicImage topic) throws IOException {
        MetadataFields.writeString(out, topic.name());
        MetadataFields.writeUuid(out, topic.id());
        MetadataFields.writePartitions(out, topic.partitions());
    }

    private static TopicImage readTopic(DataInputStream in, byte version) throws IOException {
        return new TopicImage(
                MetadataFields.readString(in),
                MetadataFields.readUuid(in),
                TreePVector.from(MetadataFields.readPartitions(in, Math.min(version, 1))));
    }

    private static void writeConfigs(DataOutputStream out, MetadataImage image) throws IOException {
        out.writeInt(image.configs().size());
        List<ConfigResource> resources =
                image.configs().keySet().stream().sorted(BY_TYPE_AND_NAME).toList();
        for (ConfigResource resource : resources) {
            MetadataFields.writeResource(out, resource);
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
            ConfigResource resource = MetadataFields.readResource(in);
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
