package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands of all verbs in any order: what they lead to is sound, follows from what was, and is the same everywhere. */
class RandomDecisionsTest {
    private static final int STEPS = 400;

    private MetadataImage image = MetadataImage.EMPTY;
    private MetadataImage elsewhere = MetadataImage.EMPTY;
    private final Set<Class<?>> effective = new HashSet<>();

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("suiro.simulation.seeds", 40));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsAskedTheMetadataStaysSound(int seed) throws IOException {
        Random random = new Random(seed);
        RandomCommands commands = new RandomCommands(random);
        StaticSettings statics = new StaticSettings(1, Map.of("default.replication.factor", "2"));
        for (int step = 0; step < STEPS; step++) {
            MetadataCommand<?> command = commands.next(image);
            long ids = random.nextLong();
            String what = "seed " + seed + ", step " + step + ", " + command;
            decide(command, new DecisionContext(statics, TestCluster.ids(new Random(ids))), ids, what);
        }
        assertThat(effective).as("verbs that changed something, seed " + seed).hasSizeGreaterThan(9);
    }

    private <R> void decide(MetadataCommand<R> command, DecisionContext context, long ids, String what)
            throws IOException {
        assertThat(MetadataCommandCodec.decode(MetadataCommandCodec.encode(command)))
                .isEqualTo(command);
        MetadataImage before = image;
        Decision<R> decision = Decisions.decide(before, command, context);
        DecisionContext same = new DecisionContext(context.statics(), TestCluster.ids(new Random(ids)));
        assertThat(Decisions.decide(elsewhere, command, same)).as(what).isEqualTo(decision);
        byte[] answer = MetadataCommandCodec.encodeAnswer(command, decision.response());
        assertThat(MetadataCommandCodec.decodeAnswer(command, answer)).isEqualTo(decision.response());
        Outcome<?> outcome = (Outcome<?>) decision.response();
        if (command instanceof AlterPartition alter) {
            checkCompared(before, alter, outcome.code(), what);
        }
        if (decision.records().isEmpty()) {
            return;
        }
        assertThat(outcome.code()).as(what).isIn(Errors.NONE, Errors.NEW_LEADER_ELECTED);
        effective.add(command.getClass());
        apply(decision.records(), what);
        checkBrokers(before, what);
        checkTopics(before, command, context, what);
        assertThat(image.nextProducerId()).as(what).isGreaterThanOrEqualTo(before.nextProducerId());
        if (command instanceof ChangeVoters change) {
            assertThat(image.voters()).as(what).containsExactlyInAnyOrderElementsOf(change.voters());
        }
    }

    /** On two images, on one as it is and on the other as it is read from the log and, before that, from a snapshot. */
    private void apply(List<MetadataRecord> records, String what) throws IOException {
        List<MetadataRecord> read = new ArrayList<>();
        for (MetadataRecord record : records) {
            read.addAll(MetadataRecordCodec.decode(MetadataRecordCodec.encode(List.of(record))));
        }
        assertThat(read).as(what).isEqualTo(records);
        assertThat(MetadataRecordCodec.decode(MetadataRecordCodec.encode(records)))
                .as(what)
                .isEqualTo(records);
        image = MetadataApply.apply(image, image.index() + 1, records);
        elsewhere = MetadataApply.apply(elsewhere, elsewhere.index() + 1, read);
        assertThat(elsewhere).as(what).isEqualTo(image).hasSameHashCodeAs(image);
        byte[] state = MetadataImageCodec.encode(image);
        elsewhere = MetadataImageCodec.decode(state);
        assertThat(elsewhere).as(what).isEqualTo(image);
        assertThat(MetadataImageCodec.encode(elsewhere)).as(what).isEqualTo(state);
    }

    private static void checkCompared(MetadataImage image, AlterPartition alter, Errors code, String what) {
        TopicImage topic = image.topic(alter.topicId());
        PartitionImage partition = topic == null ? null : topic.partition(alter.partition());
        boolean latest = partition != null
                && alter.leaderEpoch() == partition.leaderEpoch()
                && alter.partitionEpoch() == partition.partitionEpoch();
        if (!latest) {
            assertThat(code).as(what).isNotIn(Errors.NONE, Errors.NEW_LEADER_ELECTED);
        }
    }

    private void checkBrokers(MetadataImage before, String what) {
        for (BrokerImage broker : image.brokers().values()) {
            assertThat(broker.brokerEpoch()).as(what).isLessThanOrEqualTo(image.index());
            BrokerImage was = before.broker(broker.id());
            if (was != null && was.brokerEpoch() != broker.brokerEpoch()) {
                assertThat(broker.brokerEpoch()).as(what).isGreaterThan(was.brokerEpoch());
                assertThat(broker.fenced()).as(what).isTrue();
            }
        }
    }

    private void checkTopics(MetadataImage before, MetadataCommand<?> command, DecisionContext context, String what) {
        assertThat(image.topics()).as(what).hasSameSizeAs(image.topicIds());
        for (ConfigResource altered : image.configs().keySet()) {
            boolean there = altered.type() != ConfigResource.Type.TOPIC || image.topic(altered.name()) != null;
            assertThat(there).as(what).isTrue();
        }
        for (TopicImage topic : image.topicsByName()) {
            ElectionRules rules = ElectionRules.of(image, topic.name(), context.settings(image));
            TopicImage earlier = before.topic(topic.id());
            for (int number = 0; number < topic.partitions().size(); number++) {
                PartitionImage was = earlier == null ? null : earlier.partition(number);
                checkPartition(before, rules, was, topic.partitions().get(number), command, what);
            }
        }
    }

    private static void checkPartition(
            MetadataImage before,
            ElectionRules rules,
            @Nullable PartitionImage was,
            PartitionImage partition,
            MetadataCommand<?> command,
            String what) {
        PartitionRules check = new PartitionRules(before, rules, partition, what + ", was " + was);
        check.checkSound();
        if (was != null) {
            check.checkFollows(was, command);
        } else {
            assertThat(partition.replicas().stream().filter(rules::isActive).toList())
                    .as(what)
                    .isEqualTo(partition.isr());
            assertThat(partition.leader()).as(what).isEqualTo(partition.isr().getFirst());
        }
    }
}
