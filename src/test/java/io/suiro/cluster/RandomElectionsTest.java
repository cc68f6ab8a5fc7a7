package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.ReplicatedRecords.PartitionKey;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Brokers that are killed, lose their machine's memory or their disk, pause and come back, partitions that move, and
 * leaders that write all the while: after each decision the image is sound, and who was elected cleanly holds everything
 * that was ever acknowledged.
 */
class RandomElectionsTest {
    private static final int BROKERS = 5;
    private static final int STEPS = 1_500;

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("suiro.simulation.seeds", 40));
    }

    /** A process, and what has become of it. */
    private static final class BrokerProcess {
        private int life;
        private int disk;
        private boolean alive;
        private boolean clean = true;
    }

    private static final class World {
        private final Random random;
        private final DecisionContext context;
        private final ReplicatedRecords records = new ReplicatedRecords();
        private final Map<Integer, BrokerProcess> processes = new HashMap<>();
        private final List<byte[]> log = new ArrayList<>();
        private MetadataImage image = MetadataImage.EMPTY;

        World(long seed) {
            random = new Random(seed);
            context = new DecisionContext(StaticSettings.defaults(1), TestCluster.ids(random));
            for (int id = 1; id <= BROKERS; id++) {
                processes.put(id, new BrokerProcess());
            }
        }

        BrokerProcess process(int id) {
            return processes.computeIfAbsent(id, any -> new BrokerProcess());
        }

        int anyBroker() {
            return 1 + random.nextInt(BROKERS);
        }

        boolean rarely(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        /** A random subset in random order, at least one. */
        List<Integer> anyBrokers() {
            List<Integer> ids = new ArrayList<>();
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                int id = anyBroker();
                if (!ids.contains(id)) {
                    ids.add(id);
                }
            }
            return ids;
        }

        @Nullable
        NamedPartition anyPartition() {
            List<NamedPartition> all = new ArrayList<>();
            for (TopicImage topic : image.topicsByName()) {
                for (int i = 0; i < topic.partitions().size(); i++) {
                    all.add(new NamedPartition(topic, i, topic.partitions().get(i)));
                }
            }
            return all.isEmpty() ? null : any(all);
        }

        long epochOf(int id) {
            BrokerImage broker = image.broker(id);
            return broker == null ? -1 : rarely(50) ? broker.brokerEpoch() - 1 : broker.brokerEpoch();
        }

        boolean serves(int id) {
            BrokerImage broker = image.broker(id);
            return broker != null
                    && !broker.fenced()
                    && process(id).alive
                    && broker.incarnation().equals(new Uuid(id, process(id).life));
        }

        int effectiveMinIsr(TopicImage topic, PartitionImage partition) {
            return ElectionRules.of(image, topic.name(), context.settings(image))
                    .effectiveMinIsr(partition.replicas().size());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoIsElectedCleanlyHoldsWhatWasAcknowledged(int seed) throws IOException {
        World world = new World(seed);
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            happen(world);
            MetadataCommand<?> command = command(world);
            if (command != null) {
                decide(world, command, where);
            }
        }
        MetadataImage replayed = MetadataImage.EMPTY;
        for (byte[] entry : world.log) {
            replayed = MetadataApply.apply(replayed, replayed.index() + 1, MetadataRecordCodec.decode(entry));
        }
        assertThat(replayed).isEqualTo(world.image);
        byte[] state = MetadataImageCodec.encode(world.image);
        assertThat(MetadataImageCodec.encode(replayed)).isEqualTo(state);
        assertThat(MetadataImageCodec.decode(state)).isEqualTo(world.image);
        assertThat(world.log).hasSizeGreaterThan(STEPS / 10);
    }

    /** What happens without the controller: records are written and copied, processes die. */
    private static void happen(World world) {
        for (int i = 0; i < 4; i++) {
            NamedPartition named = world.anyPartition();
            if (named != null && world.serves(named.partition().leader())) {
                replicate(world, named);
            }
        }
        if (world.rarely(25)) {
            die(world, world.anyBroker());
        }
    }

    private static void replicate(World world, NamedPartition named) {
        PartitionKey key = new PartitionKey(named.topic().id(), named.number());
        int leader = named.partition().leader();
        if (world.random.nextBoolean()) {
            world.records.append(key, leader);
        }
        for (int follower : named.partition().replicas()) {
            if (follower != leader && world.serves(follower) && world.random.nextBoolean()) {
                world.records.fetch(key, follower, leader, 1 + world.random.nextInt(4));
            }
        }
        world.records.advance(key, named.partition(), world.effectiveMinIsr(named.topic(), named.partition()));
    }

    private static void die(World world, int id) {
        BrokerProcess process = world.process(id);
        if (!process.alive) {
            return;
        }
        process.alive = false;
        int kind = world.random.nextInt(4);
        process.clean = kind > 1;
        if (kind == 0) {
            process.disk++;
            world.records.loseAll(id);
        } else if (kind == 1) {
            world.records.loseTails(id, world.random);
        }
    }

    private static @Nullable MetadataCommand<?> command(World world) {
        Random random = world.random;
        int id = world.anyBroker();
        String name = "t" + random.nextInt(3);
        NamedPartition named = world.anyPartition();
        return switch (random.nextInt(24)) {
            case 0, 1, 2, 3 -> registration(world, id);
            case 4, 5, 6, 7 -> lifeSign(world, id);
            case 8 -> new FenceBroker(id, world.epochOf(id));
            case 9 -> world.process(id).alive ? new BeginShutdown(id, world.epochOf(id)) : null;
            case 10 -> TestCluster.topic(name, 1 + random.nextInt(2), 1 + random.nextInt(3));
            case 11 -> world.rarely(8) ? deletion(world, name) : new CreatePartitions(name, 3, null, false);
            case 12 -> settings(world, name);
            case 13 ->
                named == null || world.rarely(10)
                        ? new BalanceLeaders(3, 10)
                        : new ElectLeaders(
                                world.rarely(4) ? ElectionType.UNCLEAN : ElectionType.PREFERRED,
                                named.topic().name(),
                                named.number());
            case 14 ->
                named == null
                        ? TestCluster.cordon(id, random.nextBoolean())
                        : new ReassignPartition(
                                named.topic().name(),
                                named.number(),
                                world.rarely(3) ? null : world.anyBrokers(),
                                random.nextBoolean());
            default -> named == null ? null : proposal(world, named);
        };
    }

    private static MetadataCommand<?> deletion(World world, String name) {
        TopicImage topic = world.image.topic(name);
        return new DeleteTopic(topic == null ? Uuid.ZERO_UUID : topic.id());
    }

    private static RegisterBroker registration(World world, int id) {
        BrokerProcess process = world.process(id);
        int life = process.alive ? process.life : process.life + 1;
        Uuid directory = new Uuid(100 + id, process.disk);
        return new RegisterBroker(
                id, new Uuid(id, life), directory, directory, "host" + id, 9092, "", -1, "r" + id % 2, process.clean);
    }

    private static MetadataCommand<?> lifeSign(World world, int id) {
        BrokerImage broker = world.image.broker(id);
        boolean heard = broker != null
                && world.process(id).alive
                && broker.incarnation().equals(new Uuid(id, world.process(id).life));
        return heard ? new UnfenceBroker(id, world.epochOf(id)) : new FenceBroker(id, world.epochOf(id));
    }

    private static AlterConfigs settings(World world, String name) {
        Map<String, ConfigChange> changes = new HashMap<>();
        changes.put("min.insync.replicas", new ConfigChange.Set("" + (1 + world.random.nextInt(3))));
        if (world.rarely(3)) {
            changes.put("unclean.leader.election.enable", new ConfigChange.Set("" + world.rarely(4)));
        }
        return new AlterConfigs(new ConfigResource(ConfigResource.Type.TOPIC, name), changes, false);
    }

    /** By a leader that obeys: with everybody who has what is acknowledged, or some of them. */
    private static @Nullable AlterPartition proposal(World world, NamedPartition named) {
        PartitionImage partition = named.partition();
        int leader = partition.leader();
        if (!world.serves(leader)) {
            return null;
        }
        PartitionKey key = new PartitionKey(named.topic().id(), named.number());
        List<InSync> isr = new ArrayList<>();
        for (int replica : partition.replicas()) {
            boolean caughtUp = world.records.holdsEverything(key, replica);
            if (replica == leader || (caughtUp && !world.rarely(5))) {
                isr.add(new InSync(replica, world.epochOf(replica)));
            }
        }
        return new AlterPartition(
                leader,
                world.epochOf(leader),
                named.topic().id(),
                named.number(),
                partition.leaderEpoch() - (world.rarely(30) ? 1 : 0),
                partition.partitionEpoch() - (world.rarely(30) ? 1 : 0),
                isr);
    }

    private static <R> void decide(World world, MetadataCommand<R> command, String where) throws IOException {
        assertThat(MetadataCommandCodec.decode(MetadataCommandCodec.encode(command)))
                .isEqualTo(command);
        MetadataImage before = world.image;
        Decision<R> decision = Decisions.decide(before, command, world.context);
        byte[] answer = MetadataCommandCodec.encodeAnswer(command, decision.response());
        assertThat(MetadataCommandCodec.decodeAnswer(command, answer)).isEqualTo(decision.response());
        Outcome<?> outcome = (Outcome<?>) decision.response();
        if (decision.records().isEmpty()) {
            return;
        }
        assertThat(outcome.code()).as(where).isIn(Errors.NONE, Errors.NEW_LEADER_ELECTED);
        byte[] entry = MetadataRecordCodec.encode(decision.records());
        world.log.add(entry);
        world.image = MetadataApply.apply(before, before.index() + 1, MetadataRecordCodec.decode(entry));
        if (command instanceof RegisterBroker registered) {
            BrokerProcess process = world.process(registered.id());
            process.life = (int) registered.incarnation().getLeastSignificantBits();
            process.alive = true;
            process.clean = true;
        }
        for (TopicImage topic : world.image.topicsByName()) {
            TopicImage earlier = before.topic(topic.id());
            for (int i = 0; i < topic.partitions().size(); i++) {
                PartitionImage partition = topic.partitions().get(i);
                String what = where + ", " + command + " on " + topic.name() + "-" + i;
                PartitionImage was = earlier == null ? null : earlier.partition(i);
                assertSound(world, partition, world.effectiveMinIsr(topic, partition), what);
                if (was != null && !was.equals(partition)) {
                    assertFollows(was, partition, what);
                    if (partition.hasLeader() && partition.leader() != was.leader()) {
                        assertElected(world, new PartitionKey(topic.id(), i), was, partition, command, what);
                    }
                }
                world.records.follow(new PartitionKey(topic.id(), i), partition);
            }
        }
    }

    private static void assertSound(World world, PartitionImage partition, int effectiveMinIsr, String what) {
        String state = what + ": " + partition;
        Set<Integer> replicas = new HashSet<>(partition.replicas());
        assertThat(replicas).as(state).hasSameSizeAs(partition.replicas()).isNotEmpty();
        assertThat(partition.isr()).as(state).doesNotHaveDuplicates().isSubsetOf(replicas);
        assertThat(partition.elr()).as(state).doesNotHaveDuplicates().isSubsetOf(replicas);
        assertThat(partition.elr()).as(state).noneMatch(partition.isr()::contains);
        assertThat(partition.adding()).as(state).isSubsetOf(replicas);
        assertThat(partition.removing()).as(state).isSubsetOf(replicas);
        if (partition.isr().size() >= effectiveMinIsr) {
            assertThat(partition.elr()).as(state).isEmpty();
        }
        if (partition.hasLeader()) {
            BrokerImage leader = world.image.broker(partition.leader());
            assertThat(partition.isr()).as(state).contains(partition.leader());
            assertThat(leader != null && !leader.fenced()).as(state).isTrue();
            assertThat(partition.lastKnownLeader()).as(state).isEqualTo(-1);
        } else {
            List<Integer> candidates = new ArrayList<>(partition.isr());
            candidates.addAll(partition.elr());
            assertThat(candidates).as(state).noneMatch(id -> {
                BrokerImage broker = world.image.broker(id);
                return broker != null && broker.isActive();
            });
        }
    }

    private static void assertFollows(PartitionImage before, PartitionImage after, String what) {
        String change = what + ": " + before + " to " + after;
        assertThat(after.partitionEpoch()).as(change).isEqualTo(before.partitionEpoch() + 1);
        int elections = after.leader() == before.leader() ? 0 : 1;
        assertThat(after.leaderEpoch()).as(change).isEqualTo(before.leaderEpoch() + elections);
    }

    private static void assertElected(
            World world,
            PartitionKey key,
            PartitionImage before,
            PartitionImage after,
            MetadataCommand<?> command,
            String what) {
        String change = what + ": " + before + " to " + after;
        int leader = after.leader();
        boolean proposed = command instanceof AlterPartition alter
                && alter.isr().stream().anyMatch(member -> member.id() == leader);
        if (proposed || before.isr().contains(leader) || before.elr().contains(leader)) {
            if (world.process(leader).alive) {
                assertThat(world.records.holdsEverything(key, leader))
                        .as(change)
                        .isTrue();
            }
            return;
        }
        TopicImage topic = world.image.topic(key.topicId());
        boolean unclean = topic != null
                && ElectionRules.of(world.image, topic.name(), world.context.settings(world.image))
                        .unclean();
        boolean wanted = command instanceof ElectLeaders elect && elect.type() == ElectionType.UNCLEAN;
        Set<Integer> complete = new HashSet<>(before.isr());
        complete.addAll(before.elr());
        if (command instanceof RegisterBroker registered && !registered.clean()) {
            complete.remove(registered.id());
        }
        boolean lastKnown = before.lastKnownLeader() == leader && complete.isEmpty();
        assertThat(unclean || wanted || lastKnown).as(change).isTrue();
        world.records.forgetWhatLacks(key, leader);
    }
}
