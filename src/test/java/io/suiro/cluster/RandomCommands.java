package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.MetadataCommand.UnregisterBroker;
import io.suiro.cluster.raft.Voter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/** Commands of every verb, most of them such that the image allows them, some stale, wrong or about nothing. */
final class RandomCommands {
    private static final int BROKERS = 6;
    private static final List<String> TOPICS = List.of("a", "b", "c");

    private final Random random;
    private int incarnations;

    RandomCommands(Random random) {
        this.random = random;
    }

    MetadataCommand<?> next(MetadataImage image) {
        int id = 1 + random.nextInt(BROKERS);
        String topic = any(TOPICS);
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4 -> registration(image, id);
            case 5, 6, 7, 8, 9, 10 -> new UnfenceBroker(id, epochOf(image, id));
            case 11, 12, 13 -> new FenceBroker(id, epochOf(image, id));
            case 14 -> new BeginShutdown(id, epochOf(image, id));
            case 15 -> new UnregisterBroker(id);
            case 16 -> TestCluster.cordon(id, rarely(3));
            case 17, 18, 19 -> creation(topic);
            case 20 -> rarely(3) ? deletion(image, topic) : growth(topic);
            case 21 -> rarely(3) ? new RemoveVoter(voter()) : new ChangeVoters(voters(image));
            case 22 -> new AllocateProducerIds(id, epochOf(image, id), random.nextInt(1_000));
            case 23, 24, 25 -> settings(topic);
            case 26 -> new BalanceLeaders(random.nextInt(4), random.nextInt(30));
            case 27, 28 -> election(image, topic);
            case 29, 30, 31 -> reassignment(image, topic);
            default -> proposal(image, topic);
        };
    }

    private boolean rarely(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private List<Integer> anyBrokers(int most) {
        List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= BROKERS; id++) {
            ids.add(id);
        }
        Collections.shuffle(ids, random);
        return List.copyOf(ids.subList(0, 1 + random.nextInt(most)));
    }

    private long epochOf(MetadataImage image, int id) {
        BrokerImage broker = image.broker(id);
        long epoch = broker == null ? -1 : broker.brokerEpoch();
        return rarely(40) ? epoch - 1 : epoch;
    }

    private RegisterBroker registration(MetadataImage image, int id) {
        BrokerImage before = image.broker(id);
        Uuid incarnation = before != null && rarely(10) ? before.incarnation() : new Uuid(id, ++incarnations);
        Uuid directory = rarely(8) || before == null ? new Uuid(100 + id, incarnations) : before.logDirectoryId();
        return new RegisterBroker(
                id, incarnation, directory, directory, "h" + id, 9092, "p" + id, 9192, rack(id), !rarely(3));
    }

    private static String rack(int id) {
        return "r" + id % 3;
    }

    private CreateTopic creation(String name) {
        Map<String, String> configs =
                random.nextBoolean() ? Map.of() : Map.of("min.insync.replicas", "" + (1 + random.nextInt(3)));
        if (random.nextBoolean()) {
            short factor = (short) (rarely(10) ? -1 : 1 + random.nextInt(4));
            return new CreateTopic(name, 1 + random.nextInt(3), factor, Map.of(), configs, rarely(10));
        }
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        int factor = 1 + random.nextInt(4);
        for (int partition = random.nextInt(2); partition >= 0; partition--) {
            assignments.put(
                    partition, anyBrokers(BROKERS).stream().limit(factor).toList());
        }
        return new CreateTopic(name, -1, (short) -1, assignments, configs, rarely(10));
    }

    private static DeleteTopic deletion(MetadataImage image, String name) {
        TopicImage topic = image.topic(name);
        return new DeleteTopic(topic == null ? Uuid.ZERO_UUID : topic.id());
    }

    private CreatePartitions growth(String topic) {
        return new CreatePartitions(
                topic, 1 + random.nextInt(4), rarely(3) ? List.of(anyBrokers(4)) : null, rarely(10));
    }

    private List<Voter> voters(MetadataImage image) {
        List<Voter> voters = new ArrayList<>(image.voters());
        if (!voters.isEmpty() && random.nextBoolean()) {
            voters.remove(random.nextInt(voters.size()));
        }
        if (rarely(2)) {
            voters.add(voter());
        }
        return voters;
    }

    private Voter voter() {
        return new Voter(1 + random.nextInt(BROKERS), new Uuid(1, random.nextInt(3)));
    }

    private MetadataCommand<?> settings(String topic) {
        ConfigResource resource = rarely(4)
                ? new ConfigResource(ConfigResource.Type.BROKER, random.nextBoolean() ? "" : "1")
                : new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String minIsr = "" + (1 + random.nextInt(3));
        if (rarely(3)) {
            return new ReplaceConfigs(
                    resource, random.nextBoolean() ? Map.of() : Map.of("min.insync.replicas", minIsr), rarely(10));
        }
        Map<String, ConfigChange> changes = new HashMap<>();
        changes.put("min.insync.replicas", rarely(3) ? new ConfigChange.Delete() : new ConfigChange.Set(minIsr));
        changes.put("unclean.leader.election.enable", new ConfigChange.Set("" + rarely(4)));
        return new AlterConfigs(resource, changes, rarely(10));
    }

    private ElectLeaders election(MetadataImage image, String topic) {
        ElectionType type = rarely(3) ? ElectionType.UNCLEAN : ElectionType.PREFERRED;
        return new ElectLeaders(type, topic, anyNumber(image, topic));
    }

    private ReassignPartition reassignment(MetadataImage image, String topic) {
        return new ReassignPartition(topic, anyNumber(image, topic), rarely(4) ? null : anyBrokers(4), !rarely(4));
    }

    private int anyNumber(MetadataImage image, String name) {
        TopicImage topic = image.topic(name);
        return topic == null ? 0 : random.nextInt(topic.partitions().size() + (rarely(20) ? 1 : 0));
    }

    /** By the leader if there is one, of anybody who may be in sync and sometimes of others. */
    private AlterPartition proposal(MetadataImage image, String name) {
        TopicImage topic = image.topic(name);
        int number = anyNumber(image, name);
        PartitionImage partition = topic == null ? null : topic.partition(number);
        if (topic == null || partition == null) {
            return new AlterPartition(1, epochOf(image, 1), Uuid.ZERO_UUID, 0, 0, 0, List.of());
        }
        int leader = rarely(30) ? 1 : partition.leader();
        List<InSync> isr = new ArrayList<>();
        for (int replica : partition.replicas()) {
            BrokerImage broker = image.broker(replica);
            boolean eligible = broker != null && broker.isActive();
            if (replica == leader || (eligible ? !rarely(4) : rarely(30))) {
                isr.add(new InSync(replica, epochOf(image, replica)));
            }
        }
        return new AlterPartition(
                leader,
                epochOf(image, leader),
                topic.id(),
                number,
                partition.leaderEpoch() - (rarely(20) ? 1 : 0),
                partition.partitionEpoch() - (rarely(20) ? 1 : 0),
                isr);
    }
}
