package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.MetadataCommand.UnregisterBroker;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecideBrokersTest {
    private static final Map<String, String> TWO_MUST_HOLD = Map.of("min.insync.replicas", "2");
    private static final ConfigResource ALL_BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");

    private TestCluster cluster;

    @BeforeEach
    void threeBrokers() throws IOException {
        cluster = TestCluster.create();
        cluster.register(1, 2, 3);
    }

    private BrokerImage broker(int id) {
        return Objects.requireNonNull(cluster.controller.image().broker(id));
    }

    private void assertRefused(MetadataCommand<? extends Outcome<?>> command, Errors code) {
        MetadataImage before = cluster.controller.image();
        assertThat(cluster.ask(command).code()).isEqualTo(code);
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    /** As {@link TestCluster#registration} is, but not sure of what it holds. */
    private static RegisterBroker unclean(int id, int life) {
        RegisterBroker clean = TestCluster.registration(id, life);
        return new RegisterBroker(
                id,
                clean.incarnation(),
                clean.directoryId(),
                clean.logDirectoryId(),
                clean.host(),
                clean.port(),
                clean.peerHost(),
                clean.peerPort(),
                clean.rack(),
                false);
    }

    private static RegisterBroker onAnotherDirectory(int id, int life) {
        Uuid directory = new Uuid(77, id);
        return new RegisterBroker(
                id, new Uuid(id, life), directory, directory, "host" + id, 9092, "peer" + id, 9192, null, true);
    }

    @Test
    void aBrokerBeginsFencedAndItsEpochIsItsEntrys() {
        long epoch = cluster.ask(TestCluster.registration(4, 1)).orThrow();
        assertThat(epoch).isEqualTo(cluster.controller.image().index());
        assertThat(broker(4).brokerEpoch()).isEqualTo(epoch);
        assertThat(broker(4).fenced()).isTrue();
        cluster.unfence(4).orThrow();
        assertThat(broker(4).fenced()).isFalse();
    }

    @Test
    void theFirstThatRegistersSettlesHowManyMustHoldARecordOnAllBrokers() throws IOException {
        TestCluster founded = new TestCluster(1, Long.MAX_VALUE, TWO_MUST_HOLD);
        founded.register(1);

        assertThat(founded.controller.image().configs(ALL_BROKERS)).isEqualTo(TWO_MUST_HOLD);
        EffectiveSettings another = new EffectiveSettings(
                StaticSettings.defaults(2),
                resource -> founded.controller.image().configs(resource));
        assertThat(another.topicValue("t", "min.insync.replicas")).isEqualTo("2");

        TestCluster restarted = new TestCluster(1, Long.MAX_VALUE, Map.of());
        restarted.register(1);
        restarted
                .ask(new AlterConfigs(ALL_BROKERS, Map.of("min.insync.replicas", new ConfigChange.Set("2")), false))
                .orThrow();
        restarted.register(2);
        assertThat(restarted.controller.image().configs(ALL_BROKERS)).isEqualTo(TWO_MUST_HOLD);
    }

    @Test
    void whatAnEarlierSuiroLetInForOneBrokerIsForgottenWithTheNextRegistration() {
        ConfigResource one = new ConfigResource(ConfigResource.Type.BROKER, "1");
        MetadataImage before = MetadataApply.apply(
                MetadataImage.EMPTY,
                0,
                List.of(
                        new ConfigChanged(one, "min.insync.replicas", "3"),
                        new ConfigChanged(one, "log.retention.ms", "1")));

        Decision<Outcome<Long>> decision = DecideRegisterBroker.decide(
                before,
                TestCluster.registration(2, 1),
                new DecisionContext(new StaticSettings(1, TWO_MUST_HOLD), () -> Uuid.ZERO_UUID));

        MetadataImage after = MetadataApply.apply(before, 1, decision.records());
        assertThat(after.configs(one)).containsOnlyKeys("log.retention.ms");
        assertThat(after.configs(ALL_BROKERS)).isEqualTo(TWO_MUST_HOLD);
    }

    @Test
    void aRegistrationThatIsRepeatedChangesNothing() {
        MetadataImage before = cluster.controller.image();
        assertThat(cluster.ask(TestCluster.registration(1, 1)).orThrow()).isEqualTo(cluster.epochOf(1));
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    @Test
    void anotherLifeWaitsUntilTheFirstIsNotHeardOf() {
        assertRefused(TestCluster.registration(1, 2), Errors.DUPLICATE_BROKER_REGISTRATION);
        long first = cluster.epochOf(1);
        cluster.fence(1).orThrow();
        assertThat(cluster.ask(TestCluster.registration(1, 2)).orThrow()).isGreaterThan(first);
        assertRefused(new UnfenceBroker(1, first), Errors.STALE_BROKER_EPOCH);
        assertRefused(new FenceBroker(1, first), Errors.STALE_BROKER_EPOCH);
        assertRefused(new BeginShutdown(1, first), Errors.STALE_BROKER_EPOCH);
        assertRefused(new FenceBroker(9, first), Errors.STALE_BROKER_EPOCH);
    }

    @Test
    void aRegistrationThatMakesNoSenseIsRefused() {
        Uuid id = new Uuid(5, 5);
        for (RegisterBroker wrong : List.of(
                new RegisterBroker(-1, id, id, id, "h", 1, "", -1, null, true),
                new RegisterBroker(9, Uuid.ZERO_UUID, id, id, "h", 1, "", -1, null, true),
                new RegisterBroker(9, id, id, id, " ", 1, "", -1, null, true),
                new RegisterBroker(9, id, id, id, "h", 70_000, "", -1, null, true),
                new RegisterBroker(9, id, id, id, "h", 1, "p", 70_000, null, true))) {
            assertRefused(wrong, Errors.INVALID_REGISTRATION);
        }
    }

    @Test
    void aCopyOfAnotherBrokersDirectoryIsRefused() {
        Uuid copied = broker(1).logDirectoryId();
        assertRefused(
                new RegisterBroker(9, new Uuid(9, 9), new Uuid(8, 8), copied, "h", 1, "", -1, null, true),
                Errors.INVALID_REGISTRATION);
    }

    @Test
    void fencingElectsTheNextInSyncAndShrinksTheIsr() {
        cluster.place("t", Map.of(), 1, 2, 3);
        cluster.fence(1).orThrow();
        assertThat(cluster.partition("t")).isEqualTo(new PartitionImage(2, List.of(1, 2, 3), List.of(2, 3), 1, 1));
        cluster.fence(3).orThrow();
        assertThat(cluster.partition("t")).isEqualTo(new PartitionImage(2, List.of(1, 2, 3), List.of(2), 1, 2));
    }

    @Test
    void theLastInSyncStaysAndLeadsAgainWhenItIsBack() {
        cluster.place("t", Map.of(), 1, 2);
        cluster.fence(2).orThrow();
        cluster.fence(1).orThrow();
        PartitionImage leaderless = cluster.partition("t");
        assertThat(leaderless.leader()).isEqualTo(-1);
        assertThat(leaderless.isr()).containsExactly(1);
        assertThat(leaderless.lastKnownLeader()).isEqualTo(1);
        cluster.unfence(2).orThrow();
        assertThat(cluster.partition("t")).isEqualTo(leaderless);
        cluster.unfence(1).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(1);
        assertThat(cluster.partition("t").lastKnownLeader()).isEqualTo(-1);
        assertThat(cluster.partition("t").leaderEpoch()).isEqualTo(leaderless.leaderEpoch() + 1);
    }

    @Test
    void whoLeavesAnIsrThatIsTooSmallIsEligibleUntilItIsLargeEnough() {
        cluster.place("t", TWO_MUST_HOLD, 1, 2, 3);
        cluster.fence(2).orThrow();
        assertThat(cluster.partition("t").elr()).isEmpty();
        cluster.fence(3).orThrow();
        assertThat(cluster.partition("t").isr()).containsExactly(1);
        assertThat(cluster.partition("t").elr()).containsExactly(3);
        cluster.unfence(2).orThrow();
        cluster.alterIsr("t", 1, 2).orThrow();
        assertThat(cluster.partition("t").elr()).isEmpty();
    }

    @Test
    void anEligibleLeaderIsTheIsrAlone() {
        cluster.place("t", TWO_MUST_HOLD, 1, 2, 3);
        cluster.fence(2).orThrow();
        cluster.fence(3).orThrow();
        cluster.fence(1).orThrow();
        cluster.unfence(2).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(-1);
        cluster.unfence(3).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(3);
        assertThat(cluster.partition("t").isr()).containsExactly(3);
        assertThat(cluster.partition("t").elr()).containsExactly(1);
    }

    @Test
    void whoMayHaveLostSomethingIsNeitherInSyncNorEligible() {
        cluster.place("t", TWO_MUST_HOLD, 1, 2);
        cluster.fence(2).orThrow();
        assertThat(cluster.partition("t").elr()).containsExactly(2);
        cluster.join(unclean(2, 2));
        assertThat(cluster.partition("t").elr()).isEmpty();
        assertThat(cluster.partition("t").isr()).containsExactly(1);
    }

    @Test
    void whereNobodyIsKnownToHaveEverythingTheLastLeaderLeadsOnceItIsBack() {
        cluster.place("t", Map.of(), 1, 2);
        cluster.fence(2).orThrow();
        cluster.fence(1).orThrow();
        cluster.ask(unclean(1, 2)).orThrow();
        assertThat(cluster.partition("t").isr()).isEmpty();
        assertThat(cluster.partition("t").lastKnownLeader()).isEqualTo(1);
        cluster.unfence(2).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(-1);
        cluster.unfence(1).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(1);
        assertThat(cluster.partition("t").isr()).containsExactly(1);
    }

    @Test
    void aLastLeaderWithAnotherDirectoryIsNoBetterThanAnyOther() {
        cluster.place("t", Map.of(), 1);
        cluster.fence(1).orThrow();
        cluster.join(onAnotherDirectory(1, 2));
        assertThat(cluster.partition("t").leader()).isEqualTo(-1);
        assertThat(cluster.partition("t").lastKnownLeader()).isEqualTo(-1);
        assertThat(cluster.partition("t").isr()).isEmpty();
    }

    @Test
    void uncleanElectionsHappenAtOnceWhereTheyAreAllowed() {
        cluster.place("t", Map.of("unclean.leader.election.enable", "true"), 1, 2, 3);
        cluster.fence(2).orThrow();
        cluster.fence(3).orThrow();
        cluster.unfence(3).orThrow();
        cluster.fence(1).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(3);
        assertThat(cluster.partition("t").isr()).containsExactly(3);
        assertThat(cluster.partition("t").elr()).isEmpty();
    }

    @Test
    void aControlledShutdownGivesAwayWhatOthersCanLead() {
        cluster.place("t", Map.of(), 1, 2);
        cluster.place("followed", Map.of(), 2, 1);
        cluster.place("alone", Map.of(), 1);
        long epoch = cluster.epochOf(1);
        assertThat(cluster.ask(new BeginShutdown(1, epoch)).orThrow()).isEqualTo(1);
        assertThat(cluster.partition("t").leader()).isEqualTo(2);
        assertThat(cluster.partition("t").isr()).containsExactly(2);
        assertThat(cluster.partition("followed").isr()).containsExactly(2);
        assertThat(cluster.partition("alone").leader()).isEqualTo(1);
        MetadataImage begun = cluster.controller.image();
        assertThat(cluster.ask(new BeginShutdown(1, epoch)).orThrow()).isEqualTo(1);
        assertThat(cluster.controller.image()).isSameAs(begun);
    }

    @Test
    void whoIsShuttingDownLeadsUntilAnotherIsInSync() {
        cluster.place("t", TWO_MUST_HOLD, 1, 2);
        cluster.alterIsr("t", 1).orThrow();
        assertThat(cluster.partition("t").elr()).containsExactly(2);
        long epoch = cluster.epochOf(1);
        assertThat(cluster.ask(new BeginShutdown(1, epoch)).orThrow()).isEqualTo(1);
        cluster.alterIsr("t", 1, 2).orThrow();
        assertThat(cluster.ask(new BeginShutdown(1, epoch)).orThrow()).isZero();
        assertThat(cluster.partition("t").leader()).isEqualTo(2);
        assertThat(cluster.partition("t").elr()).containsExactly(1);
    }

    @Test
    void aBrokerIsForgottenOnlyWhenItIsGoneAndHoldsNothing() {
        cluster.place("t", Map.of(), 1);
        assertRefused(new UnregisterBroker(9), Errors.BROKER_ID_NOT_REGISTERED);
        assertRefused(new UnregisterBroker(3), Errors.INVALID_REQUEST);
        cluster.fence(1).orThrow();
        assertThat(cluster.ask(new UnregisterBroker(1)).detail()).contains("such as one of t-0");
        cluster.fence(3).orThrow();
        cluster.ask(new UnregisterBroker(3)).orThrow();
        assertThat(cluster.controller.image().broker(3)).isNull();
    }

    @Test
    void aCordonKeepsNewReplicasAwayAndOutlivesTheProcess() {
        long before = cluster.controller.image().index();
        cluster.ask(TestCluster.cordon(1, true)).orThrow();
        assertThat(cluster.controller.image().index()).isEqualTo(before + 1);
        assertThat(broker(1).cordoned()).isTrue();
        cluster.fence(1).orThrow();
        cluster.join(TestCluster.registration(1, 2));
        assertThat(broker(1).cordoned()).isTrue();
        assertThat(cluster.createTopic("t", 6, 2).orThrow().partitions())
                .allMatch(partition -> !partition.replicas().contains(1));
        assertThat(cluster.createTopic("u", 1, 3).code()).isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
        cluster.ask(TestCluster.cordon(1, false)).orThrow();
        cluster.createTopic("u", 1, 3).orThrow();
        assertRefused(TestCluster.cordon(9, true), Errors.BROKER_ID_NOT_REGISTERED);
    }

    @Test
    void aCordonOutlivesTheRegistrationToo() {
        cluster.ask(TestCluster.cordon(3, true)).orThrow();
        cluster.fence(3).orThrow();
        cluster.ask(new UnregisterBroker(3)).orThrow();
        cluster.join(TestCluster.registration(3, 2));
        assertThat(broker(3).cordoned()).isTrue();
    }
}
