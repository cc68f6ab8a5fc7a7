package io.suiro.cluster.kraft;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metadata.AccessControlEntryRecord;
import org.apache.kafka.common.metadata.ClearElrRecord;
import org.apache.kafka.common.metadata.ClientQuotaRecord;
import org.apache.kafka.common.metadata.ConfigRecord;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.metadata.NoOpRecord;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.ProducerIdsRecord;
import org.apache.kafka.common.metadata.RemoveAccessControlEntryRecord;
import org.apache.kafka.common.metadata.RemoveTopicRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.metadata.UserScramCredentialRecord;
import org.apache.kafka.common.protocol.ApiMessage;

/** Changes of metadata that make sense one after the other, from a seed. */
final class RandomKraft {
    private static final short METADATA_VERSION = 30;

    private final Random random;
    private final List<Topic> topics = new ArrayList<>();
    private final List<Uuid> acls = new ArrayList<>();
    private int created;
    private long nextProducerId;
    private boolean begun;

    private record Topic(String name, Uuid id, int partitions) {}

    RandomKraft(Random random) {
        this.random = random;
    }

    /** The records of one change, of which a log begins with a metadata version. */
    List<ApiMessage> next() {
        if (!begun) {
            begun = true;
            return List.of(new FeatureLevelRecord().setName("metadata.version").setFeatureLevel(METADATA_VERSION));
        }
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> createTopic();
            case 3 -> removeTopic();
            case 4, 5, 6 -> changePartition();
            case 7 -> List.of(config());
            case 8 -> producerIds();
            case 9 -> List.of(new NoOpRecord());
            case 10 -> List.of(new ClearElrRecord().setTopicName(topics.isEmpty() ? "" : any(topics).name));
            default -> List.of(other());
        };
    }

    private List<ApiMessage> createTopic() {
        Topic topic = new Topic("topic" + created++, Uuid.randomUuid(), 1 + random.nextInt(5));
        topics.add(topic);
        List<ApiMessage> records = new ArrayList<>();
        records.add(new TopicRecord().setName(topic.name).setTopicId(topic.id));
        for (int i = 0; i < topic.partitions; i++) {
            List<Integer> replicas = brokers();
            records.add(new PartitionRecord()
                    .setPartitionId(i)
                    .setTopicId(topic.id)
                    .setReplicas(replicas)
                    .setIsr(replicas)
                    .setLeader(replicas.getFirst())
                    .setLeaderEpoch(random.nextInt(100))
                    .setPartitionEpoch(random.nextInt(100))
                    .setDirectories(directories(replicas.size()))
                    .setEligibleLeaderReplicas(random.nextBoolean() ? null : List.of(random.nextInt(9))));
        }
        return records;
    }

    private List<ApiMessage> removeTopic() {
        if (topics.isEmpty()) {
            return createTopic();
        }
        Topic topic = topics.remove(random.nextInt(topics.size()));
        return List.of(new RemoveTopicRecord().setTopicId(topic.id));
    }

    private List<ApiMessage> changePartition() {
        if (topics.isEmpty()) {
            return createTopic();
        }
        Topic topic = any(topics);
        PartitionChangeRecord change =
                new PartitionChangeRecord().setTopicId(topic.id).setPartitionId(random.nextInt(topic.partitions));
        if (random.nextBoolean()) {
            change.setLeader(random.nextInt(-1, 3));
        }
        if (random.nextBoolean()) {
            change.setIsr(brokers());
        }
        if (random.nextBoolean()) {
            List<Integer> replicas = brokers();
            change.setReplicas(replicas).setDirectories(directories(replicas.size()));
            change.setAddingReplicas(brokers()).setRemovingReplicas(brokers());
        }
        if (random.nextBoolean()) {
            change.setEligibleLeaderReplicas(brokers()).setLastKnownElr(brokers());
        }
        return List.of(change);
    }

    private ApiMessage config() {
        boolean broker = topics.isEmpty() || random.nextInt(3) == 0;
        return new ConfigRecord()
                .setResourceType((broker ? ConfigResource.Type.BROKER : ConfigResource.Type.TOPIC).id())
                .setResourceName(broker ? (random.nextBoolean() ? "" : "1") : any(topics).name)
                .setName("name" + random.nextInt(3))
                .setValue(random.nextInt(3) == 0 ? null : "value" + random.nextInt());
    }

    private List<ApiMessage> producerIds() {
        nextProducerId += 1000;
        return List.of(new ProducerIdsRecord()
                .setBrokerId(1)
                .setBrokerEpoch(random.nextInt(100))
                .setNextProducerId(nextProducerId));
    }

    private ApiMessage other() {
        return switch (random.nextInt(4)) {
            case 0 -> {
                acls.add(Uuid.randomUuid());
                yield new AccessControlEntryRecord()
                        .setId(acls.getLast())
                        .setResourceType((byte) 2)
                        .setResourceName("topic")
                        .setPatternType((byte) 3)
                        .setPrincipal("User:alice")
                        .setHost("*")
                        .setOperation((byte) 3)
                        .setPermissionType((byte) 3);
            }
            case 1 ->
                acls.isEmpty()
                        ? new NoOpRecord()
                        : new RemoveAccessControlEntryRecord().setId(acls.remove(random.nextInt(acls.size())));
            case 2 ->
                new UserScramCredentialRecord()
                        .setName("user" + random.nextInt(3))
                        .setMechanism((byte) 1)
                        .setSalt(new byte[] {1})
                        .setStoredKey(new byte[] {2})
                        .setServerKey(new byte[] {3})
                        .setIterations(4096);
            default ->
                new ClientQuotaRecord()
                        .setEntity(List.of(new ClientQuotaRecord.EntityData()
                                .setEntityType("user")
                                .setEntityName(random.nextBoolean() ? null : "user" + random.nextInt(3))))
                        .setKey("producer_byte_rate")
                        .setValue(1024.0)
                        .setRemove(random.nextInt(3) == 0);
        };
    }

    private List<Integer> brokers() {
        int first = random.nextInt(3);
        return IntStream.range(first, first + 1 + random.nextInt(3)).boxed().toList();
    }

    private static List<Uuid> directories(int count) {
        return IntStream.range(0, count).mapToObj(i -> Uuid.randomUuid()).toList();
    }

    private <T> T any(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
